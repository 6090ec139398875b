import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { root } from '../../support/paths.js';
import { type Running, run, start } from '../../support/programs/command.js';
import { until } from '../../support/wait.js';

/** A Debian of its own, in namespaces that end with it. */
export interface Machine {
  /** Where its files are, seen from outside. */
  path(inside: string): string;
  /** A shell script, as root, that has to succeed; what it printed. */
  sh(script: string): Promise<string>;
  /** The same, however it ends. */
  run(script: string): Promise<{ code: number | null; output: string }>;
  /** A program of this system, in the machine's network. */
  beside(file: string, args: readonly string[]): Running;
  /** Every question to its name server so far, as `A name`. */
  questions(): string[];
  stop(): Promise<void>;
}

export const HOST = 'mail.clear.example';

const SYSTEMD = ['/usr/lib/systemd/systemd', '--system', '--log-target=null'];
/** The first process of a machine without systemd: it buries those that have lost their parent. */
const NOBODY = ['sh', '-c', 'trap : TERM; while :; do sleep 1000 & wait; done'];

/** The folder of a suite; undefined if there is none where this system has its packages from. */
export function rootOf(suite: string): string | undefined {
  const { status, stdout } = spawnSync(resolve(root, 'test/deb/machine/root.sh'), [suite], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 3) return undefined;
  if (status !== 0) throw new Error(`no root for ${suite}`);
  return stdout.trim();
}

/** Starts one, with systemd or with nothing. */
export async function startMachine(folder: string, files: string, withSystemd: boolean): Promise<Machine> {
  mkdirSync(folder, { recursive: true });
  const group = basename(resolve(folder, '..')) + basename(folder);
  const program = withSystemd ? SYSTEMD : NOBODY;
  const outer = start(resolve(root, 'test/deb/machine/boot.sh'), [files, folder, group, ...program]);
  const first = await until('the first process', async () => {
    const { output } = await run('pgrep', ['-P', String(outer.pid)]);
    if (outer.child.exitCode !== null) throw new Error(`no machine:\n${outer.output()}`);
    const pid = output.trim();
    const there = `/proc/${pid}/root`;
    const isUp = existsSync(`${there}/etc/hostname`) && !existsSync(`${there}/old`);
    return isUp && readFileSync(`${there}/etc/hostname`, 'utf8') === `${HOST}\n` ? pid : '';
  });
  const enter = [
    '-t',
    first,
    '-m',
    '-n',
    '-u',
    '-i',
    '-p',
    '-C',
    'env',
    '-i',
    'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
  ];
  const inside = (script: string) =>
    run(
      'nsenter',
      [...enter, 'HOME=/root', 'LC_ALL=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive', 'sh', '-euc', script],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  const beside = (file: string, args: readonly string[]) =>
    start('nsenter', ['-t', first, '-n', file, ...args]);
  const names = beside(process.execPath, [join(__dirname, 'names.js')]);
  await names.line(/^listening$/m);
  if (withSystemd) {
    await until('systemd to listen', async () =>
      /running|degraded/.test((await inside('systemctl is-system-running || :')).output),
    );
  }
  return {
    path: (path) => `/proc/${first}/root${path}`,
    run: inside,
    async sh(script) {
      const { code, output } = await inside(script);
      if (code !== 0) throw new Error(`${script}\nended with ${code}:\n${output}`);
      return output;
    },
    beside,
    questions: () => names.output().split('\n').slice(1, -1),
    async stop() {
      await names.stop();
      outer.child.kill('SIGKILL');
      await outer.ended();
      await until('the control groups to be empty', () => removeGroup(folder, group));
    },
  };
}

/** Control groups outlive their processes. */
function removeGroup(folder: string, group: string): boolean {
  const text = `mount -t cgroup2 none group; test ! -d group/${group} || find group/${group} -depth -type d -exec rmdir {} +`;
  try {
    execFileSync('unshare', ['-m', 'sh', '-euc', text], { cwd: folder, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
