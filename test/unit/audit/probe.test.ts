import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesFor } from '../../../src/audit/options/names.js';
import { MESSAGES } from '../../../src/audit/options/options.js';
import { casesOf } from '../../../src/audit/session/battery.js';
import { readEqual, readForms, readProbes } from '../../../src/audit/session/data.js';
import { chain, needs, octets, type Probe } from '../../../src/audit/session/probe.js';
import { parseEqual, parseForms, parseProbes } from '../../../src/audit/session/probe-text.js';

const FILE = `
# a remark
= Greeting
! Set the banner.
greeting  nothing   220      -
ehlo      greeting  250      EHLO $PEER
= Silence (slow)
! Nothing.
many      ehlo      5xx 421 close  XYZZY  two blanks
          30x       5xx      XYZZY
          then      silence  -
`;

const step = (send: string) => ({ send, times: 1, right: [] });

describe('a file of probes', () => {
  it('is read into probes', () => {
    const [greeting, ehlo, many] = parseProbes(FILE);
    assert.deepEqual(greeting, {
      name: 'greeting',
      topic: 'Greeting',
      cure: 'Set the banner.',
      before: undefined,
      steps: [{ send: '', times: 1, right: ['220'] }],
      slow: false,
      sends: false,
    });
    assert.equal(ehlo?.before, greeting);
    assert.equal(many?.slow, true);
    assert.deepEqual(many?.steps, [
      { send: 'XYZZY  two blanks', times: 1, right: ['5xx', '421', 'close'] },
      { send: 'XYZZY', times: 30, right: ['5xx'] },
      { send: '', times: 1, right: ['silence'] },
    ]);
    assert.deepEqual(chain(many as Probe), [greeting, ehlo, many]);
    assert.deepEqual(needs(many as Probe), ['PEER']);
  });

  it('is refused with the line that is wrong', () => {
    for (const [line, what] of [
      ['a  nothing  220', /line 1: not four columns/],
      ['a nothing  220  NOOP', /not four columns/],
      ['a  nothing  2x0  NOOP', /no such reply/],
      ['a  nothing  220 perhaps  NOOP', /no such reply/],
      ['a  b  220  NOOP', /not there/],
      ['a  nothing  220  NOOP\na  nothing  220  NOOP', /line 2: a second one/],
      ['    then  220  NOOP', /goes on with nothing/],
      ['a  nothing  220  NOOP\n    often  220  NOOP', /goes on with nothing/],
    ] as const) {
      assert.throws(() => parseProbes(line), what, line);
    }
  });

  it('says which replies must be the same', () => {
    const probes = parseProbes(FILE);
    assert.deepEqual(parseEqual('# a remark\nthe time : ehlo many\n', probes), [
      { tells: 'the time', probes: ['ehlo', 'many'] },
    ]);
    assert.throws(() => parseEqual('the time : ehlo missing', probes), /missing/);
    assert.deepEqual(parseEqual('the time : ehlo', probes), [{ tells: 'the time', probes: ['ehlo'] }]);
  });

  it('says what a reply has to be', () => {
    const probes = parseProbes(FILE);
    assert.deepEqual(parseForms('# a remark\ngreeting : 220 $NAME ESMTP | 220 hello\n', probes), {
      greeting: ['220 $NAME ESMTP', '220 hello'],
    });
    assert.throws(() => parseForms('missing : 220', probes), /missing/);
  });
});

describe('what a step sends', () => {
  it('has names, repetitions and escapes in it, and CRLF behind it', () => {
    assert.equal(octets(step('VRFY $USER@$ALSO'), { USER: 'u', ALSO: 'a.example' }), 'VRFY u@a.example\r\n');
    assert.equal(octets(step('{ab*3} { *2}x'), {}), 'ababab   x\r\n');
    assert.equal(octets(step('\\x00\\xff\\r\\n\\t\\\\'), {}), '\x00\xff\r\n\t\\\r\n');
    assert.equal(octets(step('EHLO $(id) $x {y}'), {}), 'EHLO $(id) $x {y}\r\n');
    assert.equal(octets(step(''), {}), '');
  });

  it('takes a value as it is', () => {
    assert.equal(octets(step('$A'), { A: '$$&' }), '$$&\r\n');
  });
});

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
