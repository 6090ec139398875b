#!/bin/sh
# fetch-mtas.sh PACKAGE...
# Fetches Debian packages of mail servers into build/mtas/PACKAGE, unpacked and not installed: they would remove Exim. What is there
# is left; `rm -r build/mtas` to have newer ones.
set -eu
cd "$(dirname "$0")/.."
mkdir -p build/mtas
for package; do
  [ ! -d "build/mtas/$package" ] || continue
  folder=$(mktemp -d "build/mtas/$package.XXXXXX")
  trap 'rm -rf "$folder"' EXIT
  download() { (cd "$folder" && apt-get -qq download "$package" 2>/dev/null); }
  # The first time on a machine apt does not know yet what there is.
  download || { apt-get -qq update && download; }
  dpkg-deb -x "$folder"/*.deb "$folder/root"
  # Another run may have been faster; a name appears with all files behind it.
  mv -T "$folder/root" "build/mtas/$package" 2>/dev/null || true
  rm -rf "$folder"
done
