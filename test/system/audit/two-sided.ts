import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { prepare } from '../../support/exim/site.js';
import { root } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';

/** Where a server that gives nothing away is changed: statements that go before its own. */
export interface Habits {
  banner?: string;
  main?: string;
  mail?: string;
  rcpt?: string;
  data?: string;
  /** One daemon listens on both ports. */
  oneDaemon?: boolean;
}

export interface Audited<Report> {
  readonly code: number | null;
  readonly report: Report;
  /** All mail that was delivered. */
  readonly mail: string;
}

const HERE = 2526;
const BESIDE = 2525;
const HOST = 'host7.clear.example';

/**
 * Audits a real Exim for an onion and, on another port, for clear.example, in namespaces of its own: there is no name
 * server but that of the audit. bob of the onion and annika of the other side have one mailbox.
 */
export async function auditTwoSided<Report>(
  folder: string,
  name: string,
  onion: string,
  habits: Habits,
  args: readonly string[],
): Promise<Audited<Report>> {
  const site = prepare({
    folder,
    name,
    domains: [],
    text: (shipped) => text(dirname(shipped), onion, habits),
  });
  const own = (file: string) => join(site.folder, file);
  const ports = habits.oneDaemon ? [[HERE, BESIDE]] : [[HERE], [BESIDE]];
  const { uid, gid } = site.identity;
  const daemons = ports.map((each) => {
    const interfaces = each.map((port) => `[127.0.0.1]:${port}`).join(';');
    return `setpriv --reuid=${uid} --regid=${gid} --clear-groups exim4 -C '${site.configuration}' -bdf -odf -oX '<;${interfaces}' >'${own('daemon')}' 2>&1 &`;
  });
  writeFileSync(own('resolv.conf'), 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
  writeFileSync(own('ready.cjs'), READY);
  const audit = [resolve(root, 'bin/tor-smtp-audit'), `127.0.0.1:${HERE}`, '--beside', `127.0.0.1:${BESIDE}`];
  const words = [...audit, '--onion', onion, '--watch', 'watched.example', '--name-server', '127.0.0.1:53'];
  const script = [
    'ip link set lo up',
    `mount --bind '${own('resolv.conf')}' /etc/resolv.conf`,
    ...daemons,
    `'${process.execPath}' '${own('ready.cjs')}' ${HERE} ${BESIDE}`,
    [...words, '--json', ...args].map((word) => `'${word}'`).join(' '),
  ].join('\n');
  // Whatever still runs in there ends with its first process.
  const spaces = ['-n', '-m', '-p', '--fork', '--kill-child', '--mount-proc'];
  const { code, output } = await run('unshare', [...spaces, 'sh', '-euc', script]);
  if (!output.startsWith('{')) throw new Error(output);
  const mail = existsSync(own('box')) ? readFileSync(own('box'), 'latin1') : '';
  return { code, report: JSON.parse(output), mail };
}

/** Ends when all ports take connections. */
const READY = `
const { connect } = require('node:net');
const deadline = Date.now() + 20_000;
for (const port of process.argv.slice(2)) dial(port);
function dial(port) {
  const socket = connect(port, '127.0.0.1', () => socket.destroy());
  socket.on('error', () => {
    if (Date.now() > deadline) process.exit(1);
    setTimeout(dial, 50, port);
  });
}
`;

function text(own: string, onion: string, habits: Habits): string {
  return `
primary_hostname = ${HOST}
spool_directory = ${own}/spool
log_file_path = ${own}/log/%s
.ifdef _OPT_MAIN_NOTIFIER_SOCKET
notifier_socket =
.endif
keep_environment =
IS_HERE = eq{$received_port}{${HERE}}
smtp_active_hostname = \${if IS_HERE {${onion}}{$primary_hostname}}
smtp_banner = ${habits.banner ?? '$smtp_active_hostname ESMTP'}
tls_advertise_hosts =
chunking_advertise_hosts =
dsn_advertise_hosts =
.ifdef _OPT_MAIN_PIPELINING_CONNECT_ADVERTISE_HOSTS
pipelining_connect_advertise_hosts =
.endif
.ifdef _OPT_MAIN_LIMITS_ADVERTISE_HOSTS
limits_advertise_hosts =
.endif
prdr_enable = false
helo_accept_junk_hosts = *
received_header_text =
smtp_accept_max = 10
smtp_accept_max_per_host = \${if IS_HERE {4}{0}}
log_selector = +smtp_connection
${habits.main ?? ''}
acl_smtp_helo = helo
acl_smtp_mail = mail
acl_smtp_rcpt = rcpt
acl_smtp_data = data

begin acl
helo:
  accept condition = \${if IS_HERE}
         message = $smtp_active_hostname
  accept
mail:
${habits.mail ?? '  warn control = dkim_disable_verify'}
  accept
rcpt:
${habits.rcpt ?? ''}
  accept condition = \${if !IS_HERE}
         domains = clear.example
  accept domains = ${onion}
         local_parts = postmaster : bob
  deny   message = Not here
data:
  accept condition = \${if !IS_HERE}
${habits.data ?? ''}
  deny   condition = \${if >{$received_count}{20}}
         message = A loop
  accept message = OK

begin routers
all:
  driver = accept
  transport = mailbox

begin transports
mailbox:
  driver = appendfile
  file = ${own}/box
`;
}
