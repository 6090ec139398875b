import type { Socket } from 'node:net';
import { patient } from '../../support/slowness.js';

/** One end of a connection to the program: what has been heard there and not been accounted for. */
export interface Party {
  readonly socket: Socket;
  heard: string;
  end: 'FIN' | 'RST' | undefined;
  /** This party has left: what it may still hear is chance. */
  left: boolean;
  /** Called when something has changed. */
  changed: () => void;
}

export function partyOf(socket: Socket, changed: () => void): Party {
  const party: Party = { socket, heard: '', end: undefined, left: false, changed };
  socket.on('data', (bytes) => {
    if (!party.left) party.heard += bytes.toString('latin1');
    party.changed();
  });
  const over = (how: 'FIN' | 'RST') => () => {
    party.end ??= how;
    party.changed();
  };
  socket.on('end', over('FIN')).on('error', over('RST')).on('close', over('FIN'));
  return party;
}

/** Something that is awaited did not come. */
export class Late extends Error {}

/** Rings when one of the parties of a session has changed. */
export interface Bell {
  ring(): void;
  /** Resolves with what `look` finds, or fails after `seconds`, more on a busy machine. */
  until<T>(look: () => T | undefined | false, seconds?: number): Promise<T>;
}

export function bell(): Bell {
  let wake = () => {};
  return {
    ring: () => wake(),
    async until<T>(look: () => T | undefined | false, seconds = 10) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      return new Promise<T>((resolve, reject) => {
        const begun = Date.now();
        let timer: NodeJS.Timeout;
        const expire = () => {
          // The machine may have got busy meanwhile.
          const left = begun + patient(seconds) * 1000 - Date.now();
          if (left > 0) {
            timer = setTimeout(expire, left);
            return;
          }
          wake = () => {};
          reject(new Late());
        };
        timer = setTimeout(expire, patient(seconds) * 1000);
        wake = () => {
          const seen = look();
          if (seen === undefined || seen === false) return;
          clearTimeout(timer);
          wake = () => {};
          resolve(seen);
        };
      });
    },
  };
}
