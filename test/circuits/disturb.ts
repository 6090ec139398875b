import { setTimeout as pause } from 'node:timers/promises';
import { startTor, type TorProcess } from '../support/tor/process.js';

/** Relays that fail one after the other, until it is stopped. */
export interface Disturbance {
  stop(): Promise<void>;
}

/** Seconds that a relay is away: one that was killed, which its neighbours see at once, and one that falls silent, which they do not. */
const AWAY = { killed: 10, silent: 150 } as const;
/** Seconds before the next one fails. */
const BETWEEN = 5;

/** Numbers from 0 to 1 that a seed decides (Park and Miller). */
function random(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/**
 * Kills relays, or has them stand still as if their network were gone, at random, one at a time. One that was killed starts
 * again.
 */
export function disturb(
  relays: readonly TorProcess[],
  seed: number,
  say: (text: string) => void,
): Disturbance {
  const chance = random(seed);
  const present = [...relays];
  const over = new AbortController();
  const wait = (seconds: number) => pause(seconds * 1000, undefined, { signal: over.signal }).catch(() => {});
  const returns: Promise<void>[] = [];

  async function fail(relay: TorProcess, kind: keyof typeof AWAY) {
    say(`${relay.folder.split('/').at(-1)} is ${kind}`);
    relay.running.child.kill(kind === 'killed' ? 'SIGKILL' : 'SIGSTOP');
    await wait(AWAY[kind]);
    if (kind === 'silent') relay.running.child.kill('SIGCONT');
    present.push(kind === 'silent' || over.signal.aborted ? relay : startTor(relay.folder));
  }

  async function go() {
    while (!over.signal.aborted) {
      if (present.length === relays.length) {
        const [relay] = present.splice(Math.floor(chance() * present.length), 1);
        if (relay) returns.push(fail(relay, chance() < 0.5 ? 'killed' : 'silent'));
      }
      await wait(BETWEEN);
    }
  }
  const going = go();
  return {
    async stop() {
      over.abort();
      await going;
      await Promise.all(returns);
      await Promise.all(present.map((relay) => relay.stop()));
    },
  };
}
