#!/bin/sh
# nodes.sh [VERSION]...
# Runs the program on each Node that fetch-nodes.sh fetches, or on those named: the unit tests of what the bundles are made
# of, all transcripts, and mail from one Exim to another. The tests that launch the program stay on the Node that builds it.
set -eu
cd "$(dirname "$0")/.."
test/packages.sh
test/setup.sh
test/fetch-nodes.sh

unit=$(find build/test/unit -name '*.test.js' ! -path '*/build/*' ! -name rooms.test.js ! -name release.test.js | sort)
for version in ${*:-$(ls build/nodes | sort -V)}; do
  node=$PWD/build/nodes/$version/node
  echo "Node $("$node" --version)"
  # Each file by itself: the runner of 18.13 stumbles over what it prints.
  for file in $unit; do
    printed=$("$node" "$file" 2>&1) || { echo "$printed"; exit 1; }
  done
  NODE_UNDER_TEST=$node node --test --test-reporter=spec --test-concurrency=2 \
    build/test/transcript.test.js build/test/system/exim/delivery/delivery.test.js
done
