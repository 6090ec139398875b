import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../support/folder.js';
import { freePort } from '../support/ports.js';
import { slowness } from '../support/slowness.js';
import { hasten, type Launched, launch, withoutPrivilege } from './launch.js';
import { openScriptedPort, type ScriptedPort } from './port.js';
import { residence } from './resident.js';
import { substitute, textBytes } from './text.js';
import type { Transcript } from './transcript.js';

/** What sessions with the same settings are played on: a SOCKS port, and a way to the program that has this port. */
export interface Ground {
  readonly port: ScriptedPort | undefined;
  readonly logFile: string;
  /** How much faster than ours the program's time runs. */
  readonly factor: number;
  /** A connection to the program. `last`: the session ends the process in any case. */
  launch(last: boolean): Promise<Launched>;
  discard(): Promise<void>;
}

/** Prepares one; the program is launched for each session, or is one resident process for all of them. */
export async function openGround(settings: Transcript['settings'], resident: boolean): Promise<Ground> {
  const { options = '', clock, stderr, socks: where = '', map } = settings;
  const folder = temporaryFolder('transcript');
  const logFile = join(folder.path, 'log');
  const mapFile = join(folder.path, 'map');
  if (map) await writeFile(mapFile, textBytes(map));
  const { port, address } = await openPort(where, join(folder.path, 'socks'));
  const [host = '', number = ''] = address.split(':');
  const args = [...(/\$(SOCKS|HOST)/.test(options) ? [] : ['--socks', address]), ...options.split(/\s+/)]
    .filter((arg) => arg !== '')
    .map((arg) => arg.replace('$SOCKS', address).replace('$HOST', host).replace('$PORT', number))
    .map((arg) => arg.replace('$LOG', logFile).replace('$MAP', mapFile))
    .map(substitute);
  // On a machine that is slow at the moment time passes less fast: what the program is to do in the meantime takes longer.
  const clockFactor = clock ? Number(clock.slice(1)) / (await slowness()) : undefined;
  const unprivileged = where === 'forbidden';
  const home = resident
    ? residence({ args, env: hasten(clockFactor), through: unprivileged ? withoutPrivilege() : [] })
    : undefined;
  return {
    port,
    logFile,
    factor: clockFactor ?? 1,
    launch: (last) =>
      home
        ? home.enter(last)
        : launch({ args, joined: stderr === 'client', ...(clockFactor && { clockFactor }), unprivileged }),
    async discard() {
      await home?.stop();
      port?.stop();
      folder.discard();
    },
  };
}

async function openPort(where: string, path: string): Promise<{ port?: ScriptedPort; address: string }> {
  if (where === 'refused') return { address: `127.0.0.1:${await freePort()}` };
  if (where === 'missing') return { address: `unix:${path}` };
  const port = await openScriptedPort(where === '' ? '' : path);
  if (where === 'forbidden') await chmod(path, 0);
  return { port, address: port.address };
}
