import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/folder.js';
import type { Guest } from './lane.js';

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
  writeFileSync(file, '');
  return {
    words: (options) =>
      options.split(' ').flatMap((word) => (word === '' ? [] : word === '$MAP' ? file : word)),
    add(guest) {
      if (guest.map.length === 0) return;
      guests.add(guest);
      const lines = [...guests].flatMap(({ map }) => map);
      // At once: the program may be reading it.
      writeFileSync(`${file}.new`, lines.map((line) => `${line}\n`).join(''), 'latin1');
      renameSync(`${file}.new`, file);
    },
    // Its lines may stay until the next change: its names are nobody else's.
    remove: (guest) => void guests.delete(guest),
    discard: () => discard(),
  };
}
