import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Hello } from '../../../src/hello.js';
import type { Log } from '../../../src/log.js';
import { DEFAULTS, type Isolation } from '../../../src/options.js';
import { isFailure, TOR_SILENT } from '../../../src/replies.js';
import { reachServer } from '../../../src/server/circuits.js';
import { credentials } from '../../../src/server/isolation.js';
import { NEVER } from '../../../src/wire/cancellation.js';
import { within } from '../../../src/wire/deadline.js';
import {
  type Dial,
  dialReply,
  octetsOf,
  openSocksPort,
  receiveDial,
  type SocksPort,
} from '../../support/stand-ins/socks.js';

const HELLO: Hello = {
  destination: { host: 'b.onion', port: 25 },
  local: 'a.onion',
  command: 'EHLO a.onion',
};
const OWN = credentials('pair', HELLO.local, HELLO.destination).then((own) => own?.password);
/** Node 18.13 cannot mock it. */
const now = Date.now;
const QUIET: Log = { session() {}, progress() {}, fault() {} };

describe('the circuits of a destination', () => {
  let dials: Dial[];
  /** What Tor answers, one after the other; behind 0 the server greets. */
  let answers: number[];
  let tor: SocksPort;
  beforeEach(async () => {
    dials = [];
    tor = await openSocksPort('', async (socket) => {
      dials.push(await receiveDial(octetsOf(socket)));
      const answer = answers.shift() ?? 0;
      socket.write(dialReply(answer));
      if (answer === 0) socket.write('220 b ESMTP\r\n');
      else socket.end();
    });
  });
  afterEach(() => {
    Date.now = now;
    return tor.stop();
  });

  async function reach(isolate: Isolation, ...reps: number[]) {
    answers = reps;
    const [host = '', port] = tor.address.split(':');
    const options = { ...DEFAULTS, isolate, socks: { host, port: Number(port) } };
    const never = NEVER;
    const { result, circuits } = await within(10_000, TOR_SILENT, never, (phase) =>
      reachServer(HELLO, options, QUIET, phase),
    );
    if (!isFailure(result)) result.peer.destroy();
    const passwords = dials.map(({ password }) => password);
    dials = [];
    return { ok: !isFailure(result), circuits, passwords };
  }

  it('is the one of the pair first, and each other one is new', async () => {
    const { ok, circuits, passwords } = await reach('pair', 0xf3, 0xf7, 0);
    assert.ok(ok);
    assert.equal(circuits, 3);
    assert.equal(passwords[0], await OWN);
    assert.equal(new Set(passwords).size, 3);
    for (const password of passwords) assert.match(password ?? '', /^[\w-]{43}$/);
  });

  it('is the one of the pair again next time', async () => {
    await reach('pair', 0xf3, 0);
    assert.deepEqual((await reach('pair')).passwords, [await OWN]);
  });

  it('are three at most', async () => {
    const { ok, circuits, passwords } = await reach('pair', 1, 4, 6, 0);
    assert.deepEqual([ok, circuits, passwords.length], [false, 3, 3]);
  });

  for (const hours of [6, -6]) {
    it(`are tried as long as there is time, though the clock is set by ${hours} h`, async () => {
      Date.now = () => now() + hours * 3_600_000 * dials.length;
      const { ok, circuits } = await reach('pair', 0xf3, 0xf3, 0);
      assert.deepEqual([ok, circuits], [true, 3]);
    });
  }

  it('is one where Tor chooses it', async () => {
    const { ok, circuits, passwords } = await reach('none', 0xf3, 0);
    assert.deepEqual([ok, circuits, passwords], [false, 1, [undefined]]);
  });

  for (const rep of [2, 3, 5, 7, 8, 0x42, 0xf0, 0xf1, 0xf4, 0xf5, 0xf6]) {
    it(`is one where another cures nothing: ${rep.toString(16)}`, async () => {
      assert.equal((await reach('pair', rep, 0)).circuits, 1);
    });
  }
});
