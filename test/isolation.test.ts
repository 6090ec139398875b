import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { play } from './player/play.js';
import { parseTranscript } from './player/transcript.js';

/** A session that comes as far as a dial, and what was asked of the SOCKS port. */
async function dialled(options: string, local: string, name: string, names = `${local} $${name}`) {
  const text = String.raw`# A dial.
    options: ${options}
    client < 220 *\r\n
    client > EHLO ${names}\r\n
    tor    < dial $${name}:25
    tor    > REP F0
    client < 451 4.4.1 *\r\n
    client > QUIT\r\n
    client < 221 2.0.0 *\r\n
    exit   0`;
  const { dials } = await play(parseTranscript(text), 'as is');
  return dials[0];
}

describe('isolation', { concurrency: 4 }, () => {
  /** Whether two sessions, each of a local name and a destination, may share a circuit. */
  async function together(isolation: string, one: [string, string], two: [string, string]): Promise<boolean> {
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

  it('with --to the name in EHLO is that of the pair', async () => {
    const [two, to, another] = await Promise.all([
      dialled('--port 25', 'a.example', 'ONION'),
      dialled('--to $ONION', 'a.example', 'ONION', 'a.example'),
      dialled('--to $ONION', 'b.example', 'ONION', 'b.example'),
    ]);
    assert.equal(to?.password, two?.password);
    assert.notEqual(another?.password, two?.password);
  });

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
