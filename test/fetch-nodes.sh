#!/bin/sh
# Fetches each Node that the program runs on into build/nodes/VERSION/node, as an npm package of its binary, unless it is there.
# 18.13 is what Debian 12 came with; of the others it is the newest. `rm -r build/nodes` to have newer ones.
set -eu
cd "$(dirname "$0")/.."
package=node-$(node -p 'process.platform + "-" + process.arch')
mkdir -p build/nodes
for version in 18.13 18 20 22 24; do
  node=build/nodes/$version/node
  [ ! -x "$node" ] || continue
  echo "Fetching Node $version"
  folder=$(mktemp -d "build/nodes/$version.XXXXXX")
  trap 'rm -rf "$folder"' EXIT
  archive=$(npm pack --silent --pack-destination "$folder" "$package@$version")
  tar -xzf "$folder/$archive" -C "$folder" --strip-components=2 package/bin/node
  # Another run may have been faster; a name appears with the whole file behind it.
  mkdir -p "build/nodes/$version"
  mv "$folder/node" "$node"
  rm -rf "$folder"
done
