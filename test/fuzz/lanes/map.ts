import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/folder.js';
import type { Guest } from './lane.js';

/** Sessions that may have lines in it which are over: their names are nobody else's. */
const OVER = 20;

/** The map of a lane's program: it has the lines of the sessions that are under way. */
export interface MapFile {
  /** Options as the program takes them, where `$MAP` stands for this file. */
  words(options: string): string[];
  add(guest: Guest): void;
  remove(guest: Guest): void;
  discard(): void;
}

export function openMap(): MapFile {
  const { path, discard } = temporaryFolder('fuzz');
  const file = join(path, 'map');
  const guests = new Set<Guest>();
  let over = 0;
  const textOf = (each: readonly Guest[]) =>
    each.flatMap(({ map }) => map.map((line) => `${line}\n`)).join('');
  writeFileSync(file, '');
  return {
    words: (options) =>
      options.split(' ').flatMap((word) => (word === '' ? [] : word === '$MAP' ? file : word)),
    add(guest) {
      if (guest.map.length === 0) return;
      guests.add(guest);
      if (over < OVER) return appendFileSync(file, textOf([guest]), 'latin1');
      over = 0;
      // At once: the program may be reading it.
      writeFileSync(`${file}.new`, textOf([...guests]), 'latin1');
      renameSync(`${file}.new`, file);
    },
    remove(guest) {
      if (guests.delete(guest)) over += 1;
    },
    discard: () => discard(),
  };
}
