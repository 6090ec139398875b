import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Ground, openGround } from './player/ground.js';
import { adjoin, type Manner, play } from './player/play.js';
import { parseTranscript, type Transcript } from './player/transcript.js';
import { root } from './support/paths.js';

const folder = join(root, 'test/transcripts');
/** The names of those to play; none: all, and what is tested beside them. */
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
  const { options = '', clock, socks = '', 'not resident': no } = transcript.settings;
  const setting = clock ? name : `${options} ${socks}`.trim();
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

/** A session that comes as far as a dial, and what was asked of the SOCKS port. */
async function dialled(options: string, local: string, name: string) {
  const text = String.raw`# A dial.
    options: ${options}
    client < 220 *\r\n
    client > EHLO ${local} $${name}\r\n
    tor    < dial $${name}:25
    tor    > REP F0
    client < 451 4.4.1 *\r\n
    client > QUIT\r\n
    client < 221 2.0.0 *\r\n
    exit   0`;
  const { dials } = await play(parseTranscript(text), 'as is');
  return dials[0];
}

const isolation = () =>
  describe('isolation', { concurrency: 4 }, () => {
    /** Whether two sessions, each of a local name and a destination, may share a circuit. */
    async function together(
      isolation: string,
      one: [string, string],
      two: [string, string],
    ): Promise<boolean> {
      const option = `--isolate ${isolation}`;
      const dials = await Promise.all([dialled(option, ...one), dialled(option, ...two)]);
      for (const dial of dials) {
        assert.equal(dial?.user, '<torS0X>0');
        assert.match(dial?.password ?? '', /^\S{20,255}$/);
        assert.doesNotMatch(dial?.password ?? '', /onion|example/);
      }
      return dials[0]?.password === dials[1]?.password;
    }
    const rows: [string, [string, string], [string, string], boolean][] = [
      ['pair', ['a.example', 'ONION'], ['a.example', 'ONION'], true],
      ['pair', ['a.example', 'ONION'], ['b.example', 'ONION'], false],
      ['pair', ['a.example', 'ONION'], ['a.example', 'OTHER'], false],
      ['destination', ['a.example', 'ONION'], ['b.example', 'ONION'], true],
      ['destination', ['a.example', 'ONION'], ['a.example', 'OTHER'], false],
      ['connection', ['a.example', 'ONION'], ['a.example', 'ONION'], false],
    ];
    for (const [isolation, one, two, shared] of rows) {
      it(`${isolation}: ${one} and ${two} ${shared ? 'share' : 'do not share'} a circuit`, async () => {
        assert.equal(await together(isolation, one, two), shared);
      });
    }

    it('pair is the default', async () => {
      const [plain, pair] = await Promise.all([
        dialled('--port 25', 'a.example', 'ONION'),
        dialled('--isolate pair', 'a.example', 'ONION'),
      ]);
      assert.deepEqual(plain, pair);
    });

    it('none: no user name is offered', async () => {
      const dial = await dialled('--isolate none', 'a.example', 'ONION');
      assert.deepEqual(dial?.methods, [0]);
      assert.equal(dial?.user, undefined);
    });
  });

const player = () =>
  describe('the player notices', { concurrency: 4 }, () => {
    const faults: [string, RegExp, string][] = [
      ['another code', /hears "250 2\.0\.0/, String.raw`client < 500 5.5.2 *\r\n`],
      ['another status', /hears "250 2\.0\.0/, String.raw`client < 250 2.1.0 *\r\n`],
      ['what nobody has asked for', /hears "250 2\.0\.0/, 'client < [FIN]'],
      ['what is heard too early', /not quiet/, 'clock start\nclock quiet until 0.5s'],
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

if (whole) {
  isolation();
  player();
}
