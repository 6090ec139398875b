#!/bin/sh
# Installs Debian packages, those that the tests run beside the program if none is named, as root or through sudo; else
# says which are missing and fails.
# It starts none of the services that they bring.
set -eu
packages=${*:-exim4-daemon-heavy xinetd tor swaks systemd ncat mandoc iproute2 procps openssl}
missing=
for package in $packages; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  root=
elif sudo -n true 2>/dev/null; then
  root='sudo -n'
else
  root=none
fi
if [ "$root" = none ] || ! command -v apt-get >/dev/null; then
  echo "These Debian packages are missing, and could not be installed:$missing" >&2
  exit 1
fi

echo "Installing$missing"
# invoke-rc.d asks this program whether a service may start.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap '$root rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | $root tee "$policy" >/dev/null
  $root chmod 755 "$policy"
fi
$root apt-get -qq update
$root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $missing >/dev/null
