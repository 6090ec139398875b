import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesFor, strangeOnion } from '../../../src/audit/options/names.js';
import { MESSAGES } from '../../../src/audit/options/options.js';
import { parseArguments } from '../../../src/audit/options/usage.js';
import { parseDestination } from '../../../src/client/destination.js';

const ONION = strangeOnion();

function audit(...args: string[]) {
  const request = parseArguments(args);
  assert.equal(request.kind, 'audit', 'text' in request ? request.text : '');
  if (request.kind !== 'audit') throw new Error('unreached');
  return request.audit;
}

function usage(...args: string[]): string {
  const request = parseArguments(args);
  assert.equal(request.kind, 'usage', JSON.stringify(request));
  return 'text' in request ? request.text : '';
}

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
    assert.deepEqual(other, {
      kind: 'onion',
      onion: { host: ONION, port: 26 },
      socks: { path: '/run/tor/socks' },
    });
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

  it('says what does not go together', () => {
    const to = ['--send-to', `bob@${ONION}`];
    assert.match(usage(ONION, '--send-to', 'bob@clear.example'), /not at the onion/);
    assert.match(usage(ONION, '--send-to', `bob@sub.${ONION}`), /not at the onion/);
    assert.match(usage(ONION, ...to, '--fill', 'a@b.example'), /--fill needs --beside/);
    assert.match(usage(ONION, '--fill', 'a@b.example', '--beside', 'a:1'), /--fill needs/);
    assert.match(usage(ONION, '--name-server', 'a:53'), /needs --watch/);
    assert.match(usage(ONION, '--beside', 'somewhere'), /'somewhere' is neither/);
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

  it('says what is wrong', () => {
    assert.match(usage(), /missing required argument 'server'\nusage: tor-smtp-audit \[options\] <server>/);
    assert.match(usage('somewhere'), /'somewhere' is neither/);
    assert.match(usage('abc.onion'), /'abc.onion' is neither/);
    assert.match(usage('a:1', 'b'), /too many arguments/);
    for (const [option, value] of [
      ['--also', 'a b'],
      ['--also', 'host'],
      ['--secret', ' '],
      ['--parallel', '0'],
      ['--parallel', '51'],
      ['--timeout', 'x'],
      ['--socks', 'x'],
      ['--send-to', 'bob'],
      ['--send-to', `bob bob@${ONION}`],
      ['--name-server', 'unix:/x'],
      ['--connections', '201'],
      ['--megabytes', '0'],
    ] as const) {
      assert.match(usage(ONION, option, value), new RegExp(`error: .*${option}`), `${option} ${value}`);
    }
  });

  it('prints help and version', () => {
    for (const flag of ['--help', '--version']) assert.equal(parseArguments([flag]).kind, 'print');
    const help = parseArguments(['--help']);
    assert.ok('text' in help && help.text.includes(`sends ${MESSAGES} messages`));
  });
});

describe('the names in probes', () => {
  const known = { onion: ONION, aliases: ['n.tor'], also: ['clear.example'], others: [], users: ['root'] };

  it('are domains among the secrets, if they are not known as something else', () => {
    const secrets = ['mx.clear.example', 'clear.example', 'n.tor', 'vm', '192.0.2.1', '4.96', 'Debian 12'];
    assert.deepEqual(namesFor({ ...known, secrets }).HOST, ['mx.clear.example']);
  });

  it('are tried in the domains of the machine and in a strange one, which comes first', () => {
    const { STRANGER, DOMAIN, ADDRESS, LOUD } = namesFor({
      ...known,
      secrets: ['mx.clear.example', '2001:db8::9', '192.0.2.9'],
    });
    assert.deepEqual(DOMAIN, [...STRANGER, 'clear.example', 'mx.clear.example']);
    assert.deepEqual(ADDRESS, ['IPv6:2001:db8::9', '192.0.2.9']);
    assert.deepEqual(LOUD, ['ROOT']);
  });

  it('are new in each run, where nobody has them, and valid', () => {
    const [first, second] = [namesFor({ ...known, secrets: [] }), namesFor({ ...known, secrets: [] })];
    for (const name of ['NOBODY', 'STRANGER', 'PEER', 'NOWHERE'] as const) {
      assert.notDeepEqual(first[name], second[name]);
    }
    assert.notDeepEqual(first.PEER, first.NOWHERE);
    assert.deepEqual(parseDestination(first.PEER[0] ?? '', 25, []), { host: first.PEER[0], port: 25 });
  });
});
