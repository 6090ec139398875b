#!/bin/sh
# Many connections, and little of everything else. Options: test/README.md.
set -eu
cd "$(dirname "$0")/../.."
test/packages.sh
test/setup.sh
exec node build/test/load/load.js "$@"
