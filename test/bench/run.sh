#!/bin/sh
# The benchmark of what is built, among the programs that others use instead. Options:
# --quick or --trial, --only NAMES, --out FOLDER, --keep (the README's tables and chart), --from FILE (keep an earlier run).
set -eu
cd "$(dirname "$0")/../.."
test/packages.sh xinetd socat netcat-openbsd torsocks msmtp python3-minimal iproute2

# A network of its own, in which Tor's port 9050 is free; processes of its own, of which none is left when it ends.
isolated='unshare --net --pid --fork --mount-proc --kill-child'
if ! $isolated true 2>/dev/null; then isolated="$isolated --map-current-user --keep-caps"; fi
if ! $isolated true 2>/dev/null; then
  echo 'Needs root, or a kernel that lets users unshare namespaces.' >&2
  exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'kill -KILL $running; exit 130' INT TERM
# A clean environment: one variable can double what an empty Node costs. The inner shell stays, because the first process
# has to wait for those whose parent has left.
path="$(dirname "$(command -v node)"):/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
$isolated env -i PATH="$path" TMPDIR="$folder" \
  sh -c 'ip link set lo up; node build/test/bench/bench.js "$@"; exit $?' bench "$@" &
running=$!
wait $running
