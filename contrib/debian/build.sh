#!/bin/sh
# npm run deb: makes build/deb/tor-smtp_VERSION_all.deb, with Debian's own tools. With --built, of the program as it is built.
set -eu
cd "$(dirname "$0")/../.."
# What cannot be built needs nothing installed.
[ "${1:-}" = --built ] || npm run --silent prebuild
test/packages.sh debhelper dpkg-dev lintian
[ "${1:-}" = --built ] || test/setup.sh

version=$(node -p 'require("./package.json").version')
tree=build/deb/tor-smtp-$version
rm -rf build/deb
mkdir -p "$tree"
cp -r bin dist contrib README.md SECURITY.md "$tree"
mkdir "$tree/src" "$tree/src/audit" && cp -r src/audit/probes "$tree/src/audit"
mv "$tree/contrib/debian" "$tree/debian"
rm "$tree/debian/build.sh"

(
  cd "$tree"
  # Not the language or the time zone of whoever builds it.
  export LC_ALL=C.UTF-8 TZ=UTC
  umask 022
  dpkg-buildpackage --build=binary --no-sign > ../build.log 2>&1 || { cat ../build.log >&2; exit 1; }
)
rm -r "$tree"
lintian --fail-on error,warning "build/deb/tor-smtp_${version}_all.deb"
echo "build/deb/tor-smtp_${version}_all.deb"
