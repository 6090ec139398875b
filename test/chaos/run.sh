#!/bin/sh
# Mail through all that can be killed. Options: test/README.md.
set -eu
cd "$(dirname "$0")/../.."
test/packages.sh
test/setup.sh
exec node build/test/chaos/chaos.js "$@"
