import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../../src/audit/judge/judge.js';
import { parseProbes } from '../../../src/audit/session/probe-text.js';
import type { Exchange, Transcript } from '../../../src/audit/session/transcript.js';
import { EXPECTED, GREETING, ONE, ONION, OTHER, reply, transcript } from './judge.js';

describe('several connections', () => {
  it('are searched for the name that the server calls itself', () => {
    const greeting = transcript('', [reply('220 vm ESMTP')], GREETING);
    const first = { ...greeting, exchanges: greeting.exchanges.map((each) => ({ ...each, sent: '' })) };
    const findings = judge([first, transcript('QUIT', [reply('250 vm closing')])], [], EXPECTED);
    assert.deepEqual(
      findings.map(({ kind, text, received }) => [kind, text, received]),
      [
        ['host', 'vm', '220 vm ESMTP'],
        ['host', 'vm', '250 vm closing'],
      ],
    );
  });

  it('with the same give-away make one finding, whatever their clock says and they repeat', () => {
    const findings = judge(
      [
        transcript('VRFY aa', [reply('550 aa at 11:35:35')]),
        transcript('VRFY bb', [reply('550 bb at 11:35:36')], OTHER),
      ],
      [],
      EXPECTED,
    );
    assert.equal(findings.length, 1);
    assert.deepEqual(findings[0]?.probes, ['one', 'other']);
  });

  it('must answer the same words alike, but for the time', () => {
    const [first, second] = parseProbes('one  nothing  220  -\ntwo  one  250  NOOP') as [
      typeof ONE,
      typeof ONE,
    ];
    const run = (text: string): Transcript => {
      const replies = [reply(text)];
      const greeting: Exchange = { name: 'one', step: first.steps[0], sent: '', replies };
      return { probe: second, values: {}, exchanges: [greeting] };
    };
    const texts = (...greetings: string[]) =>
      judge(greetings.map(run), [], EXPECTED)
        .filter(({ kind }) => kind === 'difference')
        .map(({ received }) => received);
    assert.deepEqual(texts('220 alias.tor 1', '220 alias.tor 2', '220 alias.tor 3'), [
      '220 alias.tor 1  |  220 alias.tor 2',
    ]);
    assert.deepEqual(texts('220 alias.tor', '220 alias.tor'), []);
    assert.deepEqual(texts('220 alias.tor at 11:12:13', '220 alias.tor at 11:12:14'), []);
    assert.deepEqual(texts('220 alias.tor', '421 busy'), []);
  });

  it('have to be of the form that is known', () => {
    const forms = { greeting: ['220 $NAME ESMTP', '220 $NAME'] };
    const marks = (text: string) => {
      const greeting = transcript('', [reply(text)], GREETING);
      const step = { send: '', times: 1, right: ['220'] };
      const exchanges = greeting.exchanges.map((each) => ({
        ...each,
        sent: '',
        step: GREETING.steps[0] ?? step,
      }));
      return judge([{ ...greeting, exchanges }], [], { ...EXPECTED, forms }).map(({ kind, text }) => [
        kind,
        text,
      ]);
    };
    for (const right of [`220 ${ONION} ESMTP`, `220 ${ONION.toUpperCase()}`, '220 alias.tor ESMTP']) {
      assert.deepEqual(marks(right), [], right);
    }
    for (const wrong of [`220 ${ONION} ESMTP 12`, `220 ${ONION} ESMTP `, `220 ${ONION} esmtp`, '220 ESMTP']) {
      assert.deepEqual(marks(wrong), [['mark', wrong]], wrong);
    }
  });

  const equal = [{ tells: 'whether an account exists', probes: ['one', 'other'] }];
  const pair = (first: string, second: string) =>
    judge(
      [
        transcript('VRFY u1', [reply(first)], ONE, { A: 'u1' }),
        transcript('VRFY u22', [reply(second)], OTHER, { A: 'u22' }),
      ],
      [],
      { ...EXPECTED, equal },
    )
      .filter(({ kind }) => kind === 'difference')
      .map(({ what, sent }) => [what, sent]);

  it('must answer alike where it is asked for', () => {
    assert.deepEqual(pair('550 u1: no', '550 u22: no'), []);
    assert.deepEqual(pair('550 u1: no', '550 u22: nO'), []);
    assert.deepEqual(pair('550 host.u1.x says no to <u1>', '550 host.u1.x says no to <u22>'), []);
    assert.deepEqual(pair('550 no', '551 no'), [['whether an account exists', 'VRFY u1  |  VRFY u22']]);
    assert.deepEqual(pair('550 u1: no', '550 no'), [['whether an account exists', 'VRFY u1  |  VRFY u22']]);
  });

  it('that could not be made are told, and not compared', () => {
    const untested = { ...transcript('VRFY u22', [], OTHER), untested: 'greeting: 421 busy' };
    const findings = judge([transcript('VRFY u1', [reply('550 no')]), untested], [], { ...EXPECTED, equal });
    assert.deepEqual(
      findings.map(({ kind, received }) => [kind, received]),
      [['untested', 'greeting: 421 busy']],
    );
  });
});
