import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Canceller, NEVER } from '../../../src/wire/cancellation.js';

describe('a cancellation', () => {
  it('happens once, with its first reason', () => {
    const canceller = new Canceller<string>();
    const heard: string[] = [];
    canceller.listen((reason) => heard.push(reason));
    assert.equal(canceller.reason, undefined);
    canceller.cancel('first');
    canceller.cancel('second');
    assert.equal(canceller.reason, 'first');
    assert.deepEqual(heard, ['first']);
  });

  it('is told at once to who comes later', () => {
    const canceller = new Canceller<string>();
    canceller.cancel('over');
    const heard: string[] = [];
    canceller.listen((reason) => heard.push(reason));
    assert.deepEqual(heard, ['over']);
  });

  it('is not told to who has left, even while it is being told', () => {
    const canceller = new Canceller<string>();
    const heard: string[] = [];
    const leave = canceller.listen(() => heard.push('before'));
    leave();
    canceller.listen(() => second());
    const second = canceller.listen(() => heard.push('after'));
    canceller.cancel('over');
    assert.deepEqual(heard, []);
  });

  it('may be one that never happens', () => {
    NEVER.listen(() => assert.fail('it did'))();
    assert.equal(NEVER.reason, undefined);
  });
});
