/**
 * Units of the services that a machine has, where systemd looks for them. Exim's has no queue runner: it would start with each reload,
 * and try what a test has just put into the queue. xinetd's is stopped as by Debian's script, which leaves its sessions alone.
 */
export const UNITS = `
cp /lib/systemd/system/tor@default.service /run/units/
cat > /run/units/exim4.service <<'END'
[Service]
ExecStart=/usr/sbin/exim4 -bdf
ExecReload=/bin/kill -HUP $MAINPID
END
cat > /run/units/xinetd.service <<'END'
[Service]
ExecStart=/usr/sbin/xinetd -dontfork
ExecReload=/bin/kill -HUP $MAINPID
KillMode=process
KillSignal=SIGQUIT
END
`;

/** Nobody buries the dead on a machine whose first process is a test's, and Debian's script would wait for that. */
export const TOR = `#!/bin/sh
pid=/run/tor/tor.pid
install -d -m 02755 -o debian-tor -g debian-tor /run/tor
case $1 in stop | restart) [ ! -e $pid ] || kill -KILL "$(cat $pid)"; rm -f $pid ;; esac
[ "$1" = stop ] || tor --quiet --defaults-torrc /usr/share/tor/tor-service-defaults-torrc -f /etc/tor/torrc
`;

/** Without the copies that programs for accounts make of their files. */
export const FILES = `
find /etc /run/tor-smtp* /run/tor-hidden* /var/lib/tor-smtp* /var/lib/tor/mail* /var/lib/exim4 /var/log/tor-smtp* /usr/local/bin /usr/local/lib/node_modules \\
  ! -path '/etc/*-' ! -name .pwd.lock -printf '%p %y %m %u %g %l\\n' 2>/dev/null || :
find /etc /var/lib/exim4 /usr/local/bin -type f ! -path '/etc/*-' -exec md5sum {} +
`;
