import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Log } from '../../../src/log.js';
import { watched } from '../../../src/resident/reachability.js';

describe('that no onion is reached', () => {
  let faults: unknown[];
  let log: Log;
  const dead = (to: string, cause = "SOCKS reply X'F0'") =>
    log.session({ outcome: 'refused', cause, to: `${to}.onion:25` });
  let time = 0;
  const minutes = (count: number) => {
    time += count * 60_000;
  };

  beforeEach(() => {
    faults = [];
    log = watched({ session() {}, progress() {}, fault: (what) => void faults.push(what) }, () => time);
  });

  it('is said once, after ten minutes with three that failed', () => {
    dead('a');
    dead('b');
    minutes(11);
    dead('a');
    assert.deepEqual(faults, []);
    dead('c');
    assert.deepEqual(faults, ['no onion was reached in 10 minutes: look at Tor']);
    minutes(60);
    dead('d');
    assert.equal(faults.length, 1);
  });

  it('is not said sooner', () => {
    for (const each of ['a', 'b', 'c', 'd']) dead(each);
    minutes(9);
    dead('e', 'Tor silent');
    assert.deepEqual(faults, []);
    minutes(2);
    dead('f', "Tor's SOCKS port: ECONNREFUSED");
    assert.equal(faults.length, 1);
  });

  for (const [how, fields] of [
    ['is delivered to', { outcome: 'server-closed', to: 'x.onion:25', sent: 12 }],
    ['turns us away', { outcome: 'refused', cause: 'server greeted with 554', to: 'x.onion:25' }],
    ['refuses the connection', { outcome: 'refused', cause: "SOCKS reply X'05'", to: 'x.onion:25' }],
  ] as const) {
    it(`is over with one that ${how}`, () => {
      for (const each of ['a', 'b', 'c']) dead(each);
      minutes(9);
      log.session(fields);
      minutes(2);
      for (const each of ['a', 'b', 'c']) dead(each);
      assert.deepEqual(faults, []);
      minutes(11);
      dead('a');
      assert.equal(faults.length, 1);
    });
  }

  for (const [who, fields] of [
    ['leave without a destination', { outcome: 'quit' }],
    ['leave while it is dialled', { outcome: 'refused', cause: 'client lost', to: 'x.onion:25' }],
    [
      'are told that the service stops',
      { outcome: 'refused', cause: 'stopped by a signal', to: 'x.onion:25' },
    ],
  ] as const) {
    it(`is no matter of clients who ${who}`, () => {
      for (const each of ['a', 'b', 'c']) dead(each);
      minutes(9);
      log.session(fields);
      minutes(2);
      dead('a');
      assert.equal(faults.length, 1);
    });
  }
});
