import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openTorControl } from '../../../src/machine/tor-control.js';
import { until } from '../wait.js';

/** The control port of one Tor: questions that have to be answered, and the events asked for with SETEVENTS. */
export interface TorControl {
  /** Sends a command; its reply lines without the code; fails when the code is not 250. */
  ask(command: string): Promise<string[]>;
  /** The value of one GETINFO key, a line each. */
  info(key: string): Promise<string[]>;
  /** Events so far ("STREAM 12 SENTCONNECT ..."). */
  readonly events: readonly string[];
  close(): void;
}

/** A unix socket in Tor's own folder, and beside it the cookie that opens it. */
export function controlTorrc(folder: string): string[] {
  return [
    `ControlSocket ${join(folder, 'control')}`,
    'CookieAuthentication 1',
    `CookieAuthFile ${join(folder, 'cookie')}`,
  ];
}

/** Waits until the Tor of this folder has its control port, and opens it. */
export async function openControl(folder: string): Promise<TorControl> {
  const path = join(folder, 'control');
  await until('the control port', () => existsSync(path) && existsSync(join(folder, 'cookie')));
  const control = await openTorControl({ path });
  if (typeof control === 'string') throw new Error(`the control port: ${control}`);
  const events: string[] = [];
  control.listen((event) => events.push(event));
  const answered = <T>(question: string, answer: T | undefined): T => {
    if (answer === undefined) throw new Error(`the control port has no answer to ${question}`);
    return answer;
  };
  return {
    events,
    ask: async (command) => answered(command, await control.ask(command)),
    info: async (key) => {
      const text = answered(key, await control.info(key));
      return text === '' ? [] : text.split('\n');
    },
    close: control.close,
  };
}
