#!/bin/sh
# run.sh [unit | transcripts | system | deb] [NAME | --OPTION]...
# Installs what is missing, builds, and runs one suite, or checks types and style and runs all of them. Options go to `node --test`.
# deb is the Debian package on whole systems, and no part of all. A name picks transcripts, or the files of a suite by their path: `run.sh system exim/table`, `run.sh unit lines`.
set -eu
cd "$(dirname "$0")/.."
suite=all
case ${1:-} in unit | transcripts | system | deb) suite=$1; shift ;; esac

options= names=
for word; do
  case $word in -*) options="$options $word" ;; *) names="$names ${word%.txt}" ;; esac
done

case $suite in
  all | system) test/packages.sh ;;
  transcripts) test/packages.sh systemd ;;
  deb) test/packages.sh debhelper dpkg-dev lintian mmdebstrap debian-archive-keyring iproute2 procps ;;
esac
test/setup.sh
[ $suite != deb ] || contrib/debian/build.sh --built
[ $suite != all ] || npx --no-install biome check

unit='build/test/unit/*.test.js build/test/unit/*/*.test.js build/test/unit/*/*/*.test.js'
deb='build/test/deb/*.test.js'
transcripts='build/test/*.test.js'
system='build/test/system/*/*.test.js build/test/system/*/*/*.test.js'
case $suite in
  all) files="$unit $transcripts $system" ;;
  transcripts)
    # With names those alone; else what is tested beside them, too.
    files=$transcripts
    [ -z "$names" ] || files=build/test/transcript.test.js
    export TRANSCRIPTS="${names# }"
    ;;
  *)
    eval "files=\$$suite"
    if [ -n "$names" ]; then
      files=
      for name in $names; do
        found=$(find "build/test/$suite" -path "*/$name*.test.js")
        [ -n "$found" ] || { echo "no test is called $name" >&2; exit 1; }
        files="$files $found"
      done
    fi
    ;;
esac
# Two files at a time: most of the time is spent waiting for Tor, Exim and time-outs.
exec node --test --test-reporter=spec --test-concurrency=2 $options $files
