#!/bin/sh
# root.sh SUITE: makes a Debian of that suite with systemd as a folder, with the packages for a mail server downloaded and not
# installed, and prints its path. It is kept for the next run. Where the packages come from is what the apt of this machine
# has. Exit status 3: there is no such suite.
set -eu
suite=$1
installed=systemd,systemd-sysv,dbus,procps,iproute2,logrotate,xinetd
downloaded='nodejs exim4 exim4-base exim4-config exim4-daemon-light tor'

cache=${XDG_CACHE_HOME:-/var/cache}/tor-smtp-test
recipe=$(cat "$0" | sha256sum | cut -c 1-12)
folder=$cache/$suite-$recipe
mkdir -p "$cache"
exec 9> "$cache/$suite.lock"
flock 9
if [ ! -e "$folder" ]; then
  work=$(mktemp -d "$cache/$suite-XXXXXX")
  trap 'rm -rf "$work"' EXIT
  apt-config dump Acquire > "$work/apt.conf"
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1)
  mirror=${mirror%/}
  if [ -n "$mirror" ] &&
    ! /usr/lib/apt/apt-helper download-file "$mirror/dists/$suite/InRelease" "$work/release" > "$work/log" 2>&1; then
    ! grep -q '404' "$work/log" || exit 3
    cat "$work/log" >&2
    exit 1
  fi
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  mmdebstrap --quiet --variant=apt --aptopt="$work/apt.conf" --dpkgopt=force-unsafe-io --skip=cleanup/apt \
    --include="$installed" \
    --customize-hook="chroot \"\$1\" apt-get -qq -y --no-install-recommends --download-only install $downloaded" \
    "$suite" "$work/root" ${mirror:+"deb [signed-by=$keyring] $mirror $suite main"} >&2
  mv "$work/root" "$folder"
fi
# Those of other recipes.
find "$cache" -mindepth 1 -maxdepth 1 -name "$suite-*" ! -path "$folder" -mtime +1 -exec rm -rf {} +
echo "$folder"
