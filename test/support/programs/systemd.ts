import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { contrib, node, root } from '../paths.js';
import { freePort } from '../ports.js';
import { until } from '../wait.js';
import { run, start } from './command.js';

/** Targets that units depend on by default; this system's would start all of its services. */
const TARGETS = ['sysinit', 'basic', 'sockets', 'shutdown'];

/**
 * In namespaces of its own, below a new control group: what systemd needs of a machine, and Tor's socket. The folders that
 * PrivateTmp makes, and that nobody would remove, are in a /tmp of its own.
 */
const INSIDE = `
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
  mount --bind "$1/package" /opt
  mount --bind "$1/group" /etc/group
  mount --bind "$1/tor" /mnt
  mount -t tmpfs -o mode=755 tmpfs /run
  mkdir /run/tor-smtp
  mount --move /mnt /run/tor-smtp
  mount --bind "$1/units" /srv
  mount -t tmpfs tmpfs /tmp
  mount -t tmpfs tmpfs /var/tmp
  exec env -i container=test SYSTEMD_UNIT_PATH=/srv PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --system --unit=test.target --log-target=null --show-status=no`;
const OUTSIDE = `
  mount --make-rprivate /
  mount -t cgroup2 cgroup2 "$1/cgroup"
  mkdir "$1/cgroup/$2"
  echo $$ > "$1/cgroup/$2/cgroup.procs"
  umount "$1/cgroup"
  exec unshare -m -p -u -i -C --fork --kill-child --mount-proc sh -euc "$3" inside "$1"`;
const SWEEP = `
  mount -t cgroup2 cgroup2 "$1/cgroup"
  find "$1/cgroup/$2" -depth -type d -exec rmdir {} +`;

export interface SystemdSite {
  readonly isResident?: boolean;
  /** What follows --socks. */
  readonly args?: readonly string[];
  /** Other values of settings that one of the two units has. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Systemd {
  readonly port: number;
  /** Of what has started it in its namespaces. */
  readonly pid: number;
  /** What would be in the journal: the program's standard error. */
  log(): string;
  stop(): Promise<void>;
}

/**
 * A real systemd as the first process of namespaces of its own, with a shipped pair of units. Only the port, the places of
 * the program and of Node, and that the log goes to a file (no journal runs there) are other than shipped; limits of memory and
 * tasks are not enforced. Needs root.
 */
export async function startSystemd(
  folder: string,
  tor: { listenAt(path: string): Promise<void> },
  { isResident = false, args = [], settings = {} }: SystemdSite = {},
): Promise<Systemd> {
  if (process.getuid?.() !== 0) throw new Error('this has to run as root: it starts systemd in namespaces');
  const [socket, service] = isResident
    ? (['tor-smtp-resident.socket', 'tor-smtp-resident.service'] as const)
    : (['tor-smtp.socket', 'tor-smtp@.service'] as const);
  const port = await freePort();
  const place = (path: string) => join(folder, path);
  for (const each of ['package', 'units', 'tor', 'cgroup']) mkdirSync(place(each));
  // Neither /tmp nor a home folder is there for the service.
  for (const each of ['bin', 'dist'])
    cpSync(resolve(root, each), place(`package/${each}`), { recursive: true });
  await tor.listenAt(place('tor/socks'));
  const groups = readFileSync('/etc/group', 'utf8');
  writeFileSync(place('group'), /^tor-smtp:/m.test(groups) ? groups : `${groups}tor-smtp:x:64900:\n`);
  for (const target of TARGETS)
    writeFileSync(place(`units/${target}.target`), '[Unit]\nDefaultDependencies=no\n');
  writeFileSync(place('units/test.target'), `[Unit]\nRequires=${socket}\n`);
  const own = Object.entries({ ...settings, StandardError: 'append:/srv/log' });
  for (const file of [socket, service]) {
    const text = readFileSync(resolve(contrib, 'systemd', file), 'utf8')
      .replace('127.0.0.1:12668', `127.0.0.1:${port}`)
      .replace('=/usr/local/bin/tor-smtp', '=/opt/bin/tor-smtp')
      .replace(/^ExecStart=.*/m, (line) => [line, ...args].join(' '))
      .replace(/^Environment=PATH=/m, (line) => `${line}${dirname(node)}:`);
    const set = own.reduce(
      (all, [name, value]) => all.replace(RegExp(`^${name}=.*`, 'm'), `${name}=${value}`),
      text,
    );
    writeFileSync(place(`units/${file}`), set);
  }

  const group = `tor-smtp-test-${port}`;
  const running = start('unshare', ['-m', 'sh', '-euc', OUTSIDE, 'outside', folder, group, INSIDE]);
  async function stop() {
    running.child.kill('SIGKILL');
    await running.ended();
    // The processes are gone as soon as the kernel has reaped the namespace.
    await until('the control group to be empty', async () => {
      const { code } = await run('unshare', ['-m', 'sh', '-euc', SWEEP, 'sweep', folder, group]);
      return code === 0;
    });
  }
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`;
  try {
    await until('systemd to listen', () => {
      if (running.child.exitCode !== null) throw new Error(`systemd ended: ${running.output()}`);
      return readFileSync('/proc/net/tcp', 'latin1').includes(address);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const log = place('units/log');
  return { port, pid: running.pid, log: () => (existsSync(log) ? readFileSync(log, 'latin1') : ''), stop };
}
