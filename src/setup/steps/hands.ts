import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Host } from '../machine/host.js';
import type { Text } from '../texts/change.js';
import { carryOut } from './orders.js';
import { reloadingOnce } from './reload.js';
import type { Order } from './step.js';

export interface Owned {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** What a plan is carried out with: on the machine, or only shown. */
export interface Hands {
  /** Whether nothing is done. */
  readonly dry: boolean;
  read(path: string): Text;
  owned(path: string): Owned | undefined;
  write(path: string, text: string, owned: Owned, secret?: boolean): Promise<void>;
  move(path: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  makeFolder(path: string, owned: Owned): Promise<void>;
  removeFolder(path: string): Promise<void>;
  order(order: Order): Promise<void>;
  /** What has to wait for the end of all. */
  finish(): Promise<void>;
}

const MODE = 0o7777;

/** Hands that do it. What they do is told to `say`. */
export function realHands(host: Host, say: (line: string) => void): Hands {
  const own = (real: string, { mode, uid, gid }: Owned) => {
    const now = statSync(real);
    if (now.uid !== uid || now.gid !== gid) chownSync(real, uid, gid);
    chmodSync(real, mode);
  };
  let last = '';
  return reloadingOnce<Omit<Hands, 'finish'>>({
    dry: false,
    read: (path) => readText(host, path),
    owned: (path) => ownedOf(host, path),
    async write(path, text, owned) {
      if (path !== last) say(`    ${existsSync(host.path(path)) ? 'changes' : 'makes'} ${path}`);
      last = path;
      replace(host.path(path), text, (made) => own(made, owned));
    },
    async move(path, to) {
      say(`    moves ${path} to ${to}`);
      renameSync(host.path(path), host.path(to));
    },
    async remove(path) {
      say(`    removes ${path}`);
      rmSync(host.path(path), { force: true });
    },
    async makeFolder(path, owned) {
      say(`    makes ${path}/`);
      mkdirSync(host.path(path));
      own(host.path(path), owned);
    },
    async removeFolder(path) {
      say(`    removes ${path}/`);
      rmdirSync(host.path(path));
    },
    order: (order) => carryOut(host, order, say),
  });
}

/** A file takes the place of the old one in one piece; of a symbolic link's target, where it is one. */
function replace(path: string, text: string, own: (made: string) => void) {
  const real = existsSync(path) ? realpathSync(path) : path;
  const made = join(dirname(real), `.${basename(real)}.tor-smtp-setup`);
  try {
    writeFileSync(made, text, { encoding: 'latin1', mode: 0o600, flush: true });
    own(made);
    renameSync(made, real);
  } finally {
    rmSync(made, { force: true });
  }
}

/** What a file says. */
export function readText(host: Host, path: string): Text {
  try {
    return readFileSync(host.path(path), 'latin1');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Whose a file or folder is, and its mode. */
export function ownedOf(host: Host, path: string): Owned | undefined {
  const found = lstatSync(host.path(path), { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const { mode, uid, gid } = found.isSymbolicLink() ? statSync(host.path(path)) : found;
  return { mode: mode & MODE, uid, gid };
}
