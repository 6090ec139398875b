#!/bin/sh
# Installs the npm packages, if the lock file has changed since, and builds the program and its tests.
set -eu
cd "$(dirname "$0")/.."
npm run --silent prebuild
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund
fi
rm -rf build/src build/test dist
npm run --silent build
