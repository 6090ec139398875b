#!/bin/sh
# Many connections, and little of everything else. Options: test/README.md.
set -eu
cd "$(dirname "$0")/../.."
test/packages.sh
test/setup.sh
# It is both the clients and the servers of some thousand connections.
ulimit -n 20000 2>/dev/null || :
exec node build/test/load/load.js "$@"
