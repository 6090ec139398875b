import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parseArguments } from '../../../src/setup/usage/usage.js';
import { contrib } from '../../support/paths.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';

const onion = onionAddress('bob');
const parse = (line: string) => parseArguments(line.split(' ').filter(Boolean));
const task = (line: string) => {
  const request = parse(line);
  if (request.kind !== 'task') throw new Error(request.text);
  return request;
};

describe('the command line', () => {
  for (const [line, expected] of [
    ['send', { kind: 'send', xinetd: false, resident: false, domains: [] }],
    ['send --xinetd --resident', { kind: 'send', xinetd: true, resident: true, domains: [] }],
    [
      `send --domain ${onion} --domain mail.${onion.toUpperCase()}`,
      { kind: 'send', xinetd: false, resident: false, domains: [onion, `mail.${onion}`] },
    ],
    [
      'send --map /etc/exim4/onion-map',
      { kind: 'send', xinetd: false, resident: false, domains: [], map: '/etc/exim4/onion-map' },
    ],
    [
      'receive new --user Alice --user pen.name=bob',
      {
        kind: 'receive',
        onion: 'new',
        users: [
          { name: 'alice', account: 'Alice' },
          { name: 'pen.name', account: 'bob' },
        ],
        xinetd: false,
      },
    ],
    [
      `receive ${onion} --user alice --xinetd`,
      { kind: 'receive', onion, users: [{ name: 'alice', account: 'alice' }], xinetd: true },
    ],
    ['--undo', { kind: 'undo' }],
  ] as const) {
    it(line, () => assert.deepEqual(task(line), { kind: 'task', task: expected, dry: false }));
  }

  it('the path of a file may be one from where the caller is', () => {
    const { task: sending } = task('send --map onion-map');
    assert.equal('map' in sending && sending.map, resolve('onion-map'));
  });

  for (const line of [
    'send --dry-run',
    '--dry-run send',
    '--undo --dry-run',
    'receive new --user a --dry-run',
  ]) {
    it(`${line} does nothing`, () => assert.equal(task(line).dry, true));
  }

  for (const line of [
    '',
    '--dry-run',
    'sned',
    'send more',
    'send --undo',
    '--undo send',
    'receive',
    'receive new',
    'receive new --user',
    'receive new --user a:b',
    'receive example.org --user alice',
    `receive ${onion.replace(/^./, 'a')} --user alice`,
    `send --domain ${onion}:25`,
    'send --domain example.org',
    'send --map',
    'send --map /etc/{onion}-map',
    'receive new --user alice --map /etc/onion-map',
  ]) {
    it(`${line || 'nothing'} is wrong, and says how it is right`, () => {
      const request = parse(line);
      assert.equal(request.kind, 'usage');
      assert.match(
        'text' in request ? request.text : '',
        /^error: [\s\S]*^usage: tor-smtp-setup send\|receive\|--undo/m,
      );
    });
  }

  for (const line of ['--help', 'send --help', 'receive --help', '--version']) {
    it(`${line} is printed`, () => assert.equal(parse(line).kind, 'print'));
  }
});

it('the manual page has every option', () => {
  const page = readFileSync(join(contrib, 'man/tor-smtp-setup.8'), 'utf8');
  const help = ['--help', 'send --help', 'receive --help'].map((line) => {
    const request = parse(line);
    return 'text' in request ? request.text : '';
  });
  const options = new Set(help.join('\n').match(/--[a-z-]+/g));
  assert.ok(options.size >= 7, [...options].join(' '));
  for (const option of options)
    assert.match(page, new RegExp(`^\\.(Op|It)?.*(Fl|\\|) ${option.slice(1)}\\b`, 'm'));
});
