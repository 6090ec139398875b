import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesFor } from '../../../src/audit/options/names.js';
import { MESSAGES } from '../../../src/audit/options/options.js';
import { casesOf } from '../../../src/audit/session/battery.js';
import { readEqual, readForms, readProbes } from '../../../src/audit/session/data.js';
import { chain, needs, octets, type Probe } from '../../../src/audit/session/probe.js';

const step = (send: string) => ({ send, times: 1, right: [] });

describe('the battery', () => {
  const probes = readProbes();

  it('has at least 150 probes besides the slow ones', () => {
    assert.ok(probes.filter(({ slow }) => !slow).length >= 150, `${probes.length}`);
  });

  it('compares only probes that there are', () => {
    assert.ok(readEqual().length > 10);
    assert.ok(readForms().greeting);
  });

  it('tries each choice of names, and leaves out what has none', () => {
    const [first] = probes;
    const probe = { ...(first as Probe), steps: [step('VRFY $USER@$ALSO')] };
    const values = casesOf([probe], { USER: ['a', 'b'], ALSO: ['x', 'y'] }).map((each) => each.values);
    assert.deepEqual(values, [
      { USER: 'a', ALSO: 'x' },
      { USER: 'a', ALSO: 'y' },
      { USER: 'b', ALSO: 'x' },
      { USER: 'b', ALSO: 'y' },
    ]);
    assert.deepEqual(casesOf([probe], { USER: ['a'], ALSO: [] }), []);
  });

  it('sends messages to the address that was named for it alone, and so many', () => {
    const texts: string[] = [];
    for (const probe of probes) {
      const way = chain(probe);
      if (!probe.sends) assert.ok(!way.some(({ sends }) => sends), probe.name);
      else assert.ok(needs(probe).includes('MAILBOX'), probe.name);
      if (!probe.sends) continue;
      const steps = way.flatMap((each) => each.steps);
      for (const [index, { send, right, times }] of steps.entries()) {
        const isText = steps[index - 1]?.send === 'DATA';
        if (/^RCPT/.test(send)) assert.equal(send, 'RCPT TO:<$MAILBOX>', probe.name);
        if (send === 'DATA') assert.deepEqual([right, times], [['354'], 1], probe.name);
        else if (isText) texts.push(octets({ send, times, right }, {}));
        else assert.ok(octets({ send, times, right }, {}).split('\r\n').length <= 2, probe.name);
      }
    }
    assert.equal(texts.length, MESSAGES);
    for (const text of texts) {
      assert.match(text, /(^|\r\n)\.\r\n$/);
      assert.ok(text === '.\r\n' || text.includes('tor-smtp-audit'), text);
      assert.equal(text.match(/(^|[\r\n])\./g)?.length, 1, 'a dot that could end it sooner');
    }
    assert.ok(texts.join('').length < 80_000, `${texts.join('').length}`);
  });

  it('sends a message once, however many names there are', () => {
    const [message] = probes.filter(({ name }) => name === 'message-clearnet');
    assert.ok(message);
    const one = ['x'];
    const names = Object.fromEntries(
      needs(message).map((name) => [name, name === 'ALSO' ? ['x', 'y'] : one]),
    );
    assert.equal(casesOf([message], names).length, 1);
  });

  it('sends no other message: DATA comes last, may only be refused, and a BDAT announces no octet', () => {
    for (const { name, steps } of probes.filter(({ sends }) => !sends)) {
      for (const [index, { send, right }] of steps.entries()) {
        const lines = octets({ send, times: 1, right }, {}).split('\r\n').slice(0, -1);
        for (const [at, line] of lines.entries()) {
          if (/^\s*DATA\b/i.test(line)) {
            assert.ok(index === steps.length - 1 && at === lines.length - 1, `${name}: more behind DATA`);
            assert.deepEqual(right, ['5xx'], name);
          }
          if (/^\s*BDAT\b/i.test(line)) assert.match(line, /^BDAT( 0 LAST| x)?$/, name);
        }
      }
    }
  });

  it('has no name that nothing gives a value to', () => {
    const nobody = { aliases: [], secrets: [], also: [], others: [], users: [] };
    const known = Object.keys(namesFor({ onion: 'one.onion', ...nobody }));
    for (const probe of probes) for (const name of needs(probe)) assert.ok(known.includes(name), probe.name);
  });
});
