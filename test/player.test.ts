import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { play } from './player/play.js';
import { parseTranscript } from './player/transcript.js';
import { patient } from './support/slowness.js';

describe('the player notices', { concurrency: 4 }, () => {
  const faults: [string, RegExp, string][] = [
    ['another code', /hears "250 2\.0\.0/, String.raw`client < 500 5.5.2 *\r\n`],
    ['another status', /hears "250 2\.0\.0/, String.raw`client < 250 2.1.0 *\r\n`],
    ['what nobody has asked for', /hears "250 2\.0\.0/, 'client < [FIN]'],
    ['what is heard too early', /not quiet/, `clock start\nclock quiet until ${patient(1) / 2}s`],
  ];
  for (const [what, message, line] of faults) {
    it(what, async () => {
      const text = String.raw`# A fault.
        client < 220 *\r\n
        client > NOOP\r\n
        ${line}
        exit 0`;
      await assert.rejects(play(parseTranscript(text), 'as is'), message);
    });
  }
});
