#!/bin/sh
# Compiles what is saved, and runs the unit tests that it concerns.
set -eu
cd "$(dirname "$0")/.."
test/setup.sh
npx --no-install tsc --watch --preserveWatchOutput &
compiler=$!
trap 'kill $compiler' EXIT
node --test --watch --test-reporter=spec build/test/unit/*.test.js build/test/unit/*/*.test.js build/test/unit/*/*/*.test.js
