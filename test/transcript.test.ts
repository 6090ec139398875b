import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Ground, openGround } from './player/ground.js';
import { adjoin, type Manner, play } from './player/play.js';
import { parseTranscript, type Transcript } from './player/transcript.js';
import { root } from './support/paths.js';

const folder = join(root, 'test/transcripts');
/** The names of those to play; none: all. */
const picked = (process.env.TRANSCRIPTS ?? '').split(' ').filter((name) => name !== '');
for (const name of picked)
  assert.ok(existsSync(join(folder, `${name}.txt`)), `no transcript is called ${name}`);
const whole = picked.length === 0;

const transcripts = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.txt') && (whole || picked.includes(name.slice(0, -4))))
    .map((name) => [name, parseTranscript(readFileSync(join(folder, name), 'utf8'))]),
);

/** Where no two sends follow each other there is nothing to coalesce; a transcript says why it leaves out another run. */
function manners({ settings, steps }: Transcript): Manner[] {
  const manners: Manner[] = ['as is'];
  if (settings['only as is']) return manners;
  if (!settings['not byte by byte']) manners.push('byte by byte');
  const merges = steps.some((step, index) => adjoin(steps[index - 1], step));
  if (merges && !settings['not coalesced']) manners.push('coalesced');
  return manners;
}

/**
 * For a resident process: those that can share one, by their settings; and those with a time of their own, by their names.
 * Each is played as it is, for how bytes are cut the other runs have shown.
 */
const residents = new Map<string, [string, Transcript][]>();
for (const [name, transcript] of transcripts) {
  const { options = '', clock, socks = '', map = '', 'not resident': no } = transcript.settings;
  const setting = clock ? name : `${options} ${socks} ${map}`.trim();
  if (!no) residents.set(setting, [...(residents.get(setting) ?? []), [name, transcript]]);
}

/** The words of each failure, as the transcripts of that failure have heard them. */
const wordsOfFailure = new Map<string, Set<string>>();

// Those that wait for a time-out go first: they need time and no processor.
const inOrder = [...transcripts].sort(
  ([, one], [, two]) => Number('clock' in two.settings) - Number('clock' in one.settings),
);

describe('transcripts', { concurrency: 8 }, () => {
  for (const [setting, shared] of residents) {
    describe(`resident: ${setting || 'no options'}`, { concurrency: 1 }, () => {
      let ground: Ground;
      before(async () => {
        ground = await openGround(shared[0]?.[1].settings ?? {}, true);
      });
      after(() => ground.discard());
      for (const [name, transcript] of shared) {
        it(`${name}, resident: ${transcript.purpose}`, async () => {
          await play(transcript, 'resident', ground);
        });
      }
    });
  }
  for (const [name, transcript] of inOrder) {
    for (const manner of manners(transcript)) {
      it(`${name}, ${manner}: ${transcript.purpose}`, async () => {
        const { words } = await play(transcript, manner);
        const { failure } = transcript.settings;
        // The first words are those of the greeting.
        if (failure && words[1]) {
          wordsOfFailure.set(failure, (wordsOfFailure.get(failure) ?? new Set()).add(words[1]));
        }
      });
    }
  }
});

if (whole) {
  it('every failure has its own words', () => {
    const failures = [...transcripts.values()].flatMap(({ settings }) => settings.failure ?? []);
    assert.deepEqual(new Set(wordsOfFailure.keys()), new Set(failures));
    const owner = new Map<string, string>();
    for (const [failure, texts] of wordsOfFailure) {
      for (const text of texts) {
        assert.equal(owner.get(text) ?? failure, failure, text);
        owner.set(text, failure);
      }
    }
  });
}
