import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fuzz } from '../../../fuzz/run.js';

/** The same sessions each time, and some that are not; `npm run fuzz` has others. */
const RUNS = [
  { mode: 'resident', by: 'hello', seed: 20_000, sessions: 400 },
  { mode: 'launched', by: 'hello', seed: 30_000, sessions: 10 },
  { mode: 'resident', by: 'recipient', seed: 20_000, sessions: 200 },
  { mode: 'resident', by: 'recipient', seed: Date.now() % 1_000_000_000, sessions: 200 },
  { mode: 'launched', by: 'recipient', seed: 30_000, sessions: 10 },
] as const;

describe('sessions by chance', () => {
  for (const { mode, by, seed, sessions } of RUNS) {
    it(`${sessions} from ${seed} on, ${mode}, by ${by}, are all as they should be`, async (context) => {
      const result = await fuzz(
        { seed, sessions, minutes: Number.POSITIVE_INFINITY, mode, by, look: 200 },
        () => {},
      );
      context.diagnostic(`${result.seconds.toFixed(1)} s`);
      const { found } = result;
      assert.ok(!found, `seed ${found?.seed}: ${found?.what}\n\n${found?.transcript}`);
      assert.equal(result.sessions, sessions);
    });
  }
});
