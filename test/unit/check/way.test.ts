import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allows } from '../../../src/check/tor/apparmor.js';
import { eventText } from '../../../src/check/way/events.js';
import { judge } from '../../../src/check/way/probe.js';
import { verdict } from '../../../src/check/way/verdict.js';
import { render, TOR_REPLIES } from '../../../src/replies.js';

describe('the verdict', () => {
  /** The way to an onion that ended with this reply. */
  const ended = (name: string, status: string, text = '') => ({
    name,
    outcome: { reached: status === '250', status, text, extensions: [] },
  });
  /** As a client hears what Tor's answer is made of. */
  function answered(name: string, rep: number) {
    const reply = TOR_REPLIES.get(rep);
    assert.ok(reply);
    const [, status = '', text] =
      render(reply)
        .trimEnd()
        .match(/^(\d{3} \d\.\d\.\d) (.*)$/) ?? [];
    return ended(name, status, text);
  }
  const cases: readonly (readonly [string, Parameters<typeof verdict>, string, string])[] = [
    ['reached', [ended('a.onion', '250')], 'onion', 'good'],
    ['mistyped', [ended('a.onion', '550 5.1.2', 'mistyped')], 'onion-name', 'stop'],
    ['Tor is stopped', [ended('a.onion', '421 4.3.2')], 'tor-sick', 'stop'],
    ['forbidden by torrc', [answered('a.onion', 2)], 'tor-sick', 'stop'],
    ['no descriptor', [answered('a.onion', 240)], 'onion-dead', 'mend'],
    ['client authorization', [answered('a.onion', 244)], 'onion-dead', 'mend'],
    ['nothing listens behind it', [answered('a.onion', 5)], 'onion-dead', 'mend'],
    ['the server refuses', [ended('a.onion', '554 5.7.1', 'no')], 'onion-dead', 'mend'],
    ['no rendezvous', [answered('a.onion', 243)], 'onion-unreached', 'unknown'],
    ['a time-out', [ended('a.onion', '451 4.4.2')], 'onion-unreached', 'unknown'],
    [
      'a time-out, the other is reached',
      [ended('a.onion', '451 4.4.2'), ended('b.onion', '250')],
      'onion-dead',
      'mend',
    ],
    [
      'a time-out, so is the other',
      [ended('a.onion', '451 4.4.2'), ended('b.onion', '451 4.4.2')],
      'tor-sick',
      'stop',
    ],
  ];
  for (const [name, args, id, grade] of cases) {
    it(`${name}: ${id}`, () => {
      const finding = verdict(...args);
      assert.deepEqual([finding.id, finding.grade], [id, grade]);
    });
  }
});

it("Tor's events are told if they are about the onion", () => {
  const events = [
    'HS_DESC REQUESTED abc NO_AUTH $AA~x 00 HSDIR_INDEX=1',
    'HS_DESC REQUESTED xyz NO_AUTH $AA~x 00',
    'HS_DESC FAILED abc NO_AUTH $AA~x 00 REASON=NOT_FOUND',
    'CIRC 5 BUILT $AA BUILD_FLAGS=IS_INTERNAL PURPOSE=HS_CLIENT_INTRO HS_STATE=HSCI_CONNECTING REND_QUERY=abc',
    'CIRC_MINOR 6 PURPOSE_CHANGED $AA PURPOSE=HS_CLIENT_REND HS_STATE=HSCR_JOINED REND_QUERY=abc OLD_PURPOSE=x',
    'CIRC 7 BUILT $AA PURPOSE=GENERAL',
  ];
  assert.deepEqual(
    events.map((event) => eventText(event, 'abc')),
    [
      'descriptor: asked for',
      undefined,
      'descriptor: a directory does not give it (NOT_FOUND)',
      'introduction: on the way to the introduction point',
      'rendezvous: the onion service is there',
      undefined,
    ],
  );
});

it("a line of Exim's log says whether the message has gone", () => {
  const lines = ['=> b@x.onion R=r', '== b@x.onion defer', '** b@x.onion: 550 no', 'Completed', '<= a@b'];
  assert.deepEqual(
    lines.map((line) => judge(line, 'id')?.grade),
    ['good', 'mend', 'stop', 'stop', undefined],
  );
});

it("AppArmor's rules have braces and stars", () => {
  const path = '/run/tor-smtp/socks';
  assert.ok(allows('  /{,var/}run/tor-smtp/socks w,', path));
  assert.ok(allows('/run/tor-smtp/* rw,', path));
  assert.ok(allows('owner /run/** rwk,', path));
  assert.ok(!allows('  /{,var/}run/tor/socks w,', path));
  assert.ok(!allows('#/run/tor-smtp/socks w,', path));
  assert.ok(!allows('/run/tor-smtp/socks r,', path));
  assert.ok(!allows('/run/* w,', path));
});
