import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/folder.js';
import { type Booted, boot } from '../../support/machine/boot.js';
import { debconf } from '../../support/machine/debconf.js';
import { type Machine, startMachine } from '../../support/machine/machine.js';
import { root } from '../../support/paths.js';
import { FILES, TOR, UNITS } from './scripts.js';

/** Folders outside /etc and /run that are changed. */
const COVERS = ['/var/lib', '/var/log', '/usr/local'];
const INSTALLED = '/usr/local/lib/node_modules/tor-smtp';

/** A Debian with Exim and Tor, without mail to onions, on which npm has installed the program. */
export interface Ground extends Machine {
  /** A shell script where systemd is the first process, if it was booted; it has to succeed. */
  script(text: string): Promise<string>;
  setup(...args: string[]): Promise<{ code: number; output: string }>;
  /** Every file, folder and link that may be touched: path, mode, owner, and a hash of what it says. */
  files(): Promise<string[]>;
  /** What is different now: what has gone, with a minus, and what has come, with a plus. */
  changedSince(files: readonly string[]): Promise<string[]>;
  end(failed: boolean): Promise<void>;
}

export interface GroundOptions {
  /** Debian's split configuration. */
  split: boolean;
  /** Whether systemd is the first process. */
  systemd: boolean;
}

/** Starts it, with an Exim that delivers ordinary mail by DNS. */
export async function startGround(name: string, { split, systemd }: GroundOptions): Promise<Ground> {
  const { path: folder, discard } = temporaryFolder(name);
  chmodSync(folder, 0o755);
  const machine = await startMachine(folder, 'mail.clear.example', 'Pacific/Chatham', COVERS);
  let booted: Booted | undefined;
  const script = (text: string) => (booted ?? machine).sh(text);
  async function end(failed: boolean) {
    await machine.stop();
    await booted?.clear();
    discard(failed);
  }
  try {
    machine.write('/etc/exim4/update-exim4.conf.conf', debconf(split, 'clear.example', '127.0.0.1'));
    await machine.sh('update-exim4.conf');
    install(folder);
    await machine.sh(`mkdir -p '${INSTALLED}' /usr/local/bin && cp -r '${folder}/package/.' '${INSTALLED}/'
      for program in '${INSTALLED}'/bin/*; do ln -sf "$program" /usr/local/bin/; done`);
    if (!systemd) {
      machine.write('/etc/init.d/tor', TOR);
    } else {
      await machine.sh(`mkdir -p /run/units\n${UNITS}`);
      booted = await boot(machine, folder);
      await script('systemctl start exim4 tor@default');
    }
  } catch (error) {
    await end(true);
    throw error;
  }
  const files = async () => (await script(FILES)).split('\n').sort();
  return {
    ...machine,
    script,
    async setup(...args) {
      const said = await script(
        `/usr/local/bin/tor-smtp-setup ${args.map((arg) => `'${arg}'`).join(' ')} 2>&1 || echo "status $?"`,
      );
      const [, status = '0'] = said.match(/^status (\d+)\n$/m) ?? [];
      return { code: Number(status), output: said };
    },
    files,
    async changedSince(before) {
      const now = await files();
      const gone = before.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
      return [...gone, ...now.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)];
    },
    end,
  };
}

/** What `npm install --global` has of the package. */
function install(folder: string) {
  mkdirSync(join(folder, 'package'));
  for (const part of ['bin', 'dist', 'contrib', 'package.json'])
    cpSync(join(root, part), join(folder, 'package', part), { recursive: true });
}
