#!/bin/sh
# All tests: installs what is missing, builds, checks types and style, then runs unit, transcript and integration tests.
set -eu
cd "$(dirname "$0")/.."
test/packages.sh
test/setup.sh
npx --no-install biome check
# Two files at a time: most of the time is spent waiting for Tor, Exim and time-outs.
exec node --test --test-reporter=spec --test-concurrency=2 \
  build/test/unit/*.test.js build/test/unit/*/*.test.js build/test/transcript.test.js build/test/integration/*.test.js
