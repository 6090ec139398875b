import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { Host } from '../machine/host.js';
import type { TakeOut, Text } from '../texts/change.js';
import type { Owned } from './hands.js';
import type { Order } from './step.js';

/*
 * What was done, so that it can be undone: an entry is written before its change is made.
 */

export const FOLDER = '/var/lib/tor-smtp/setup';
const PARENT = '/var/lib/tor-smtp';

export type Entry =
  | { readonly kind: 'begin'; readonly what: string }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'edit';
      readonly path: string;
      /** Of the file before; none if there was none. */
      readonly owned: Owned | undefined;
      /** The file with its text. */
      readonly saved: string | undefined;
      /** A hash of the text after. */
      readonly after: string;
      readonly takeOut: TakeOut;
      readonly keptIfLogged?: string;
    }
  | { readonly kind: 'folder'; readonly path: string; readonly owned: Owned | undefined }
  | { readonly kind: 'orders'; readonly orders: readonly Order[] };

export const hash = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex');

export interface Journal {
  readonly entries: readonly Entry[];
  add(entry: Entry): void;
  /** Keeps a text for an entry, and gives its name. */
  save(text: string): string;
  /** A text that was kept. */
  saved(name: string): Text;
  /** Forgets all but these entries; nothing of it stays if there are none. */
  keep(kept: readonly Entry[]): void;
}

/** The journal on this machine. */
export function openJournal(host: Host): Journal {
  const folder = host.path(FOLDER);
  const file = `${folder}/journal`;
  let entries: Entry[] = existsSync(file) ? parse(readFileSync(file, 'latin1')) : [];
  const prepare = () => {
    if (!existsSync(host.path(PARENT))) mkdirSync(host.path(PARENT), { mode: 0o755 });
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600 });
  };
  return {
    get entries() {
      return entries;
    },
    add(entry) {
      prepare();
      appendFileSync(file, `${JSON.stringify(entry)}\n`, { encoding: 'latin1', flush: true });
      entries.push(entry);
    },
    save(text) {
      prepare();
      const name = String(1 + Math.max(0, ...readdirSync(folder).map(Number).filter(Number.isFinite)));
      writeFileSync(`${folder}/${name}`, text, { encoding: 'latin1', mode: 0o600, flush: true });
      return name;
    },
    saved: (name) => readFileSync(`${folder}/${name}`, 'latin1'),
    keep(kept) {
      const gone = entries.filter((entry) => !kept.includes(entry));
      entries = [...kept];
      if (!existsSync(folder)) return;
      for (const entry of gone) {
        if (entry.kind === 'edit' && entry.saved) rmSync(`${folder}/${entry.saved}`, { force: true });
      }
      if (entries.length > 0) {
        writeFileSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), 'latin1');
      } else {
        rmSync(folder, { recursive: true });
        if (readdirSync(host.path(PARENT)).length === 0) rmdirSync(host.path(PARENT));
      }
    },
  };
}

/** Every line but one that was not written to its end. */
function parse(text: string): Entry[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Entry);
}

/** The same to read, which forgets what is written into it: for a plan that is only shown. */
export function readOnly({ entries, saved }: Journal): Journal {
  return { entries, saved, add() {}, save: () => '', keep() {} };
}
