import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
