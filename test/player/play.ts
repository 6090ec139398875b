import { readFileSync, writeFileSync } from 'node:fs';
import { type Ground, openGround } from './ground.js';
import { checkLog } from './secrets.js';
import type { Played, Stage } from './stage.js';
import { perform } from './steps.js';
import type { Step, Transcript } from './transcript.js';
import { wireOf } from './wire.js';

export type Manner = 'as is' | 'byte by byte' | 'coalesced' | 'resident';

/** Plays a transcript against the built program, on shared ground if there is any; fails with the step at which the two differ. */
export async function play(transcript: Transcript, manner: Manner, shared?: Ground): Promise<Played> {
  const { options = '', stderr } = transcript.settings;
  const ground = shared ?? (await openGround(transcript.settings, manner === 'resident'));
  const { port } = ground;
  writeFileSync(ground.logFile, '');
  const begun = performance.now();
  const launched = await ground.launch(transcript.steps.some(({ act }) => act === 'signal'));
  const stage: Stage = {
    launched,
    port,
    client: wireOf('client', launched.client),
    octetwise: manner === 'byte by byte',
    factor: ground.factor,
    lastSent: begun,
    clockStart: begun,
    log: () => (options.includes('--log ') ? readFileSync(ground.logFile, 'latin1') : launched.errors()),
    wires: [],
    words: [],
    dials: [],
  };
  stage.wires.push(stage.client);
  let failed = true;
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
    if (logged && !launched.child.exitCode) checkLog(stage.log(), options);
    failed = false;
    return stage;
  } finally {
    launched.client.destroy();
    if (failed || !shared) launched.end();
    if (failed) port?.waiting.splice(0);
    if (!shared) await ground.discard();
  }
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
