import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { needs, type Probe, type Values } from './probe.js';
import { runProbe, type Timeouts } from './run.js';
import { type Transcript, wrongReply } from './transcript.js';

/** A probe, and what the names in it stand for. */
export interface Case {
  readonly probe: Probe;
  readonly values: Values;
}

/**
 * Each probe once for each combination of values of the names it needs, so one that needs a name without a value not at
 * all. A probe that sends messages gets the first value only, so that their number is known beforehand.
 */
export function casesOf(
  probes: readonly Probe[],
  names: Readonly<Record<string, readonly string[]>>,
): Case[] {
  return probes.flatMap((probe) => {
    let combinations: Values[] = [{}];
    for (const name of needs(probe)) {
      combinations = combinations.flatMap((values) =>
        (names[name] ?? [])
          .slice(0, probe.sends ? 1 : undefined)
          .map((value) => ({ ...values, [name]: value })),
      );
    }
    return combinations.map((values) => ({ probe, values }));
  });
}

/** How cases are run. */
export interface RunOptions {
  /** Connections at a time. */
  readonly parallel?: number;
  readonly timeouts?: Timeouts;
  /** Called whenever a probe is done, for a progress line. */
  readonly done?: (transcript: Transcript) => void;
  /** Pauses before further attempts at a probe that met a temporary refusal, milliseconds. */
  readonly pauses?: readonly number[];
}

/** When so many probes in a row could not be run, further attempts are a waste of time. */
const HOPELESS = 8;

/** Runs all cases, some at a time, each on a connection of its own. The transcripts are in the order of the cases. */
export async function runCases(
  connect: () => Promise<Duplex>,
  cases: readonly Case[],
  { parallel = 4, timeouts, done, pauses = [2_000, 10_000, 30_000, 60_000] }: RunOptions = {},
): Promise<Transcript[]> {
  const transcripts: Transcript[] = [];
  let next = 0;
  let failed = 0;
  async function work() {
    for (let index = next++; index < cases.length; index = next++) {
      const { probe, values } = cases[index] as Case;
      let transcript = await runProbe(connect, probe, values, timeouts);
      for (const time of pauses) {
        if (!isTemporary(transcript) || failed > HOPELESS) break;
        await pause(time);
        const earlier = [...(transcript.earlier ?? []), ...transcript.exchanges];
        transcript = { ...(await runProbe(connect, probe, values, timeouts)), earlier };
      }
      failed = transcript.untested === undefined ? 0 : failed + 1;
      transcripts[index] = transcript;
      done?.(transcript);
    }
  }
  await Promise.all(Array.from({ length: parallel }, work));
  return transcripts;
}

/** Whether another attempt may do better: a limit of the server was met, or the connection was lost. */
function isTemporary({ untested, exchanges, probe }: Transcript): boolean {
  // It may have sent a message, and no more are sent than were announced.
  if (probe.sends && exchanges.some(({ replies }) => replies.some(({ code }) => code === '354')))
    return false;
  if (untested !== undefined) return !/: [235]\d\d/.test(untested);
  return /^4/.test(wrongReply(exchanges, probe)?.code ?? '');
}
