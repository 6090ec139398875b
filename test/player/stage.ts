import type { Dial } from '../support/stand-ins/socks.js';
import type { Launched } from './launch.js';
import type { ScriptedPort } from './port.js';
import type { Wire } from './wire.js';

/** What a session has shown. */
export interface Played {
  /** What stood for a `*` in what the client heard: the program's own words. */
  readonly words: string[];
  readonly dials: Dial[];
}

/** A session under way. Times are those of performance.now(), in real milliseconds. */
export interface Stage extends Played {
  readonly launched: Launched;
  readonly port: ScriptedPort | undefined;
  readonly client: Wire;
  /** The newest connection to the SOCKS port. */
  tor?: Wire;
  readonly wires: Wire[];
  readonly octetwise: boolean;
  readonly factor: number;
  lastSent: number;
  clockStart: number;
  readonly log: () => string;
}
