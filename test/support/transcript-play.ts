import { readFileSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './folder.js';
import { freePort } from './ports.js';
import { type SocksPort, startSocksPort } from './socks.js';
import type { Step, Transcript } from './transcript.js';
import { launch } from './transcript-launch.js';
import { checkLog } from './transcript-secrets.js';
import { type Played, perform, type Stage } from './transcript-steps.js';
import { wireOf } from './transcript-wire.js';

export type Manner = 'as is' | 'byte by byte' | 'coalesced';

/** Plays a transcript against the built program; fails with the step at which the two differ. */
export async function play(transcript: Transcript, manner: Manner): Promise<Played> {
  const { options = '', clock = 'x1', stderr, socks: where = '' } = transcript.settings;
  const folder = temporaryFolder('transcript');
  const logFile = join(folder.path, 'log');
  const { port, address } = await openPort(where, join(folder.path, 'socks'));
  const [host = '', number = ''] = address.split(':');
  const args = [...(/\$(SOCKS|HOST)/.test(options) ? [] : ['--socks', address]), ...options.split(/\s+/)]
    .filter((arg) => arg !== '')
    .map((arg) => arg.replace('$SOCKS', address).replace('$HOST', host).replace('$PORT', number))
    .map((arg) => arg.replace('$LOG', logFile));
  writeFileSync(logFile, '');
  const factor = Number(clock.slice(1));
  const begun = performance.now();
  const launched = await launch({
    args,
    joined: stderr === 'client',
    ...(factor !== 1 && { clockFactor: factor }),
    unprivileged: where === 'forbidden',
  });
  const stage: Stage = {
    launched,
    port,
    client: wireOf('client', launched.client),
    octetwise: manner === 'byte by byte',
    factor,
    lastSent: begun,
    clockStart: begun,
    log: () => (options.includes('--log ') ? readFileSync(logFile, 'latin1') : launched.errors()),
    wires: [],
    words: [],
    dials: [],
  };
  stage.wires.push(stage.client);
  try {
    for (const step of manner === 'coalesced' ? coalesce(transcript.steps) : transcript.steps) {
      await perform(stage, step).catch((error) => {
        const heard = stage.wires.map((wire) => JSON.stringify(wire.unread())).join(', ');
        const log = JSON.stringify(stage.log());
        throw new Error(
          `line ${step.line}: ${step.text}\n${error.message}\nnot accounted for: ${heard}\nlog: ${log}`,
        );
      });
    }
    const logged = stderr !== 'client' || options.includes('--log ');
    if (logged && launched.child.exitCode === 0) checkLog(stage.log(), options.includes('--log-names'));
    return stage;
  } finally {
    if (launched.child.exitCode === null) launched.child.kill('SIGKILL');
    launched.client.destroy();
    port?.stop();
    folder.discard();
  }
}

async function openPort(where: string, path: string): Promise<{ port?: SocksPort; address: string }> {
  if (where === 'refused') return { address: `127.0.0.1:${await freePort()}` };
  if (where === 'missing') return { address: `unix:${path}` };
  const port = await startSocksPort(where === '' ? '' : path);
  if (where === 'forbidden') await chmod(path, 0);
  return { port, address: port.address };
}

/** Whether two steps follow each other on one connection, so that one segment can hold both. */
export function adjoin(one: Step | undefined, two: Step): boolean {
  return one?.act === 'send' && two.act === 'send' && (one.party === 'client') === (two.party === 'client');
}

function coalesce(steps: readonly Step[]): Step[] {
  const merged: Step[] = [];
  for (const step of steps) {
    const last = merged.at(-1);
    if (last?.act === 'send' && step.act === 'send' && adjoin(last, step)) {
      const bytes = Buffer.concat([last.bytes, step.bytes]);
      merged[merged.length - 1] = { ...last, text: `${last.text}\n${step.text}`, bytes };
    } else merged.push(step);
  }
  return merged;
}
