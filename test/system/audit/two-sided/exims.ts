import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { prepare } from '../../../support/exim/site.js';
import { root } from '../../../support/paths.js';
import { run } from '../../../support/programs/command.js';
import { BESIDE, configuration, type Habits, HERE } from './configuration.js';

export interface Audited<Report> {
  readonly code: number | null;
  readonly report: Report;
  /** All mail that was delivered. */
  readonly mail: string;
}

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
    text: (shipped) => configuration(dirname(shipped), onion, habits),
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
