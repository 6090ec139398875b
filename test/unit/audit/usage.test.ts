import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { strangeOnion } from '../../../src/audit/options/names.js';
import { audit, usage } from './usage.js';

const ONION = strangeOnion();

describe('the command line of the audit', () => {
  it('takes an onion, through Tor', () => {
    const { target, known, server } = audit(ONION);
    assert.deepEqual(target, {
      kind: 'onion',
      onion: { host: ONION, port: 25 },
      socks: { host: '127.0.0.1', port: 9050 },
    });
    assert.deepEqual(known, {
      onion: ONION,
      aliases: [],
      secrets: [],
      also: [],
      others: [],
      users: ['root'],
      mailbox: undefined,
      zone: undefined,
    });
    assert.equal(server, ONION);
    const other = audit(`${ONION.toUpperCase()}:26`, '--socks', 'unix:/run/tor/socks').target;
    const onion = { host: ONION, port: 26 };
    assert.deepEqual(other, { kind: 'onion', onion, socks: { path: '/run/tor/socks' } });
  });

  it('takes an address, directly, and then the name of the onion', () => {
    for (const [text, target] of [
      ['127.0.0.1:26', { host: '127.0.0.1', port: 26 }],
      ['[::1]:26', { host: '::1', port: 26 }],
      ['unix:/run/exim/onion', { path: '/run/exim/onion' }],
    ] as const) {
      assert.deepEqual(audit(text, '--onion', 'One.onion').target, { kind: 'port', address: target });
      assert.equal(audit(text, '--onion', 'One.onion').known.onion, 'one.onion');
      assert.match(usage(text), /--onion/);
    }
  });

  it('takes what is known, each as often as wanted', () => {
    const args = [
      '--secret',
      'a',
      '--secret',
      'b c',
      '--also',
      'X.example',
      '--also',
      'y.example',
      '--user',
      'u',
    ];
    const { known } = audit(ONION, ...args, '--user', 'v', '--alias', 'n.tor', '--other', 'o.onion');
    assert.deepEqual(known, {
      onion: ONION,
      secrets: ['a', 'b c'],
      also: ['x.example', 'y.example'],
      users: ['u', 'v'],
      aliases: ['n.tor'],
      others: ['o.onion'],
      mailbox: undefined,
      zone: undefined,
    });
  });

  it('takes what occupies the server, or leaves something on it', () => {
    const { known, nameServer } = audit(
      ONION,
      ...['--watch', 'W.example', '--name-server', '[::1]:53', '--send-to', `bob@${ONION.toUpperCase()}`],
    );
    assert.deepEqual([known.zone, known.mailbox], ['w.example', `bob@${ONION}`]);
    assert.deepEqual(nameServer, { host: '::1', port: 53 });
    const other = strangeOnion();
    const more = audit(
      ONION,
      ...['--alias', 'n.tor', '--send-to', 'bob@n.tor', '--beside', other, '--connections', '9'],
      ...['--fill', 'annika@clear.example', '--megabytes', '2', '--users', 'f'],
    );
    const { beside, connections, fill, megabytes, usersFile } = more;
    assert.equal(beside?.name, other);
    assert.deepEqual(more.known.others, [other]);
    assert.deepEqual([connections, fill, megabytes, usersFile], [9, 'annika@clear.example', 2, 'f']);
    const plain = audit(ONION);
    assert.deepEqual(
      [plain.beside, plain.fill, plain.nameServer, plain.connections, plain.megabytes],
      [undefined, undefined, undefined, 25, 20],
    );
  });

  it('takes the manner', () => {
    const plain = audit(ONION);
    assert.deepEqual(
      [plain.json, plain.brief, plain.slow, plain.only, plain.parallel, plain.timeout],
      [false, false, false, [], 4, 60_000],
    );
    const { json, brief, slow, only, parallel, timeout, secretsFile } = audit(
      ONION,
      '--json',
      '--brief',
      '--slow',
      '--only',
      'rcpt-',
      '--parallel',
      '1',
      '--timeout',
      '5',
      '--secrets',
      'f',
    );
    assert.deepEqual(
      [json, brief, slow, only, parallel, timeout, secretsFile],
      [true, true, true, ['rcpt-'], 1, 5000, 'f'],
    );
  });
});
