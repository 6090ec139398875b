import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { needs, type Probe, type Values } from './probe.js';
import { type Patience, runProbe } from './run.js';
import { type Transcript, wrongReply } from './transcript.js';

/** A probe and what its names stand for. */
export interface Case {
  readonly probe: Probe;
  readonly values: Values;
}

/**
 * Each probe once for each choice of the names it needs; one that needs a name without a value not at all, and one that
 * sends a message only for the first, so that their number is known before.
 */
export function casesOf(
  probes: readonly Probe[],
  names: Readonly<Record<string, readonly string[]>>,
): Case[] {
  return probes.flatMap((probe) => {
    let choices: Values[] = [{}];
    for (const name of needs(probe)) {
      choices = choices.flatMap((values) =>
        (names[name] ?? [])
          .slice(0, probe.sends ? 1 : undefined)
          .map((value) => ({ ...values, [name]: value })),
      );
    }
    return choices.map((values) => ({ probe, values }));
  });
}

export interface Manner {
  readonly parallel?: number;
  readonly patience?: Patience;
  /** Called when a probe is done, for a progress line. */
  readonly done?: (transcript: Transcript) => void;
  /** Before each further attempt at a probe that met a temporary refusal, milliseconds. */
  readonly pauses?: readonly number[];
}

/** After so many probes in a row that could not be run, further attempts are a waste of time. */
const HOPELESS = 8;

/** Runs them all, some at a time, each on its own connection; the transcripts are in the order of the cases. */
export async function runCases(
  connect: () => Promise<Duplex>,
  cases: readonly Case[],
  { parallel = 4, patience, done, pauses = [2_000, 10_000, 30_000, 60_000] }: Manner = {},
): Promise<Transcript[]> {
  const transcripts: Transcript[] = [];
  let next = 0;
  let failed = 0;
  async function work() {
    for (let index = next++; index < cases.length; index = next++) {
      const { probe, values } = cases[index] as Case;
      let transcript = await runProbe(connect, probe, values, patience);
      for (const time of pauses) {
        if (!isTemporary(transcript) || failed > HOPELESS) break;
        await pause(time);
        const earlier = [...(transcript.earlier ?? []), ...transcript.exchanges];
        transcript = { ...(await runProbe(connect, probe, values, patience)), earlier };
      }
      failed = transcript.untested === undefined ? 0 : failed + 1;
      transcripts[index] = transcript;
      done?.(transcript);
    }
  }
  await Promise.all(Array.from({ length: parallel }, work));
  return transcripts;
}

/** Whether another attempt may do better: a limit of the server was met, or the connection broke. */
function isTemporary({ untested, exchanges, probe }: Transcript): boolean {
  // It may have sent one, and no more messages are sent than were announced.
  if (probe.sends && exchanges.some(({ replies }) => replies.some(({ code }) => code === '354')))
    return false;
  if (untested !== undefined) return !/: [235]\d\d/.test(untested);
  return /^4/.test(wrongReply(exchanges, probe)?.code ?? '');
}
