import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { it } from 'node:test';
import { settings } from '../../../src/machine/exim.js';
import { quote, run } from '../../../src/machine/run.js';
import { parseServices } from '../../../src/machine/services/xinetd.js';
import { isAt, type SocksLine } from '../../../src/machine/tor.js';
import { contrib } from '../../support/paths.js';

it('Exim prints what is switched off with no_ in front', () => {
  const found = settings('driver = smtp\nno_multi_domain\nkeepalive\ninterface = \nMACRO=a = b\n');
  assert.deepEqual(
    [...found],
    [
      ['driver', 'smtp'],
      ['multi_domain', false],
      ['keepalive', true],
      ['interface', ''],
      ['MACRO', 'a = b'],
    ],
  );
});

it('the shipped file of xinetd is read with its values alone', () => {
  const [service, ...more] = parseServices(readFileSync(resolve(contrib, 'xinetd.d/tor-smtp'), 'utf8'));
  assert.equal(more.length, 0);
  assert.equal(service?.name, 'tor-smtp');
  const values = ['port', 'disable', 'user', 'server', 'env', 'passenv'].map((name) =>
    service?.settings.get(name),
  );
  assert.deepEqual(values, [
    '12668',
    'no',
    'tor-smtp',
    '/usr/local/bin/tor-smtp',
    'PATH=/usr/local/bin:/usr/bin:/bin',
    '',
  ]);
});

it('a setting of xinetd in a comment is none', () => {
  const [service] = parseServices('service a\n{\n\tport = 1\n\t# port = 2\n}\n#service b\n#{\n#}\n');
  assert.deepEqual([...(service?.settings ?? [])], [['port', '1']]);
});

it('a SocksPort line is found by the address that tor-smtp has', () => {
  const line = (address: string): SocksLine => ({ file: '', line: '', address, flags: [] });
  assert.ok(isAt(line('unix:/run/tor/socks'), { path: '/run/tor/socks' }));
  assert.ok(!isAt(line('unix:/run/tor/socks'), { path: '/run/tor/sock' }));
  assert.ok(isAt(line('9050'), { host: '127.0.0.1', port: 9050 }));
  assert.ok(isAt(line('127.0.0.1:9050'), { host: 'localhost', port: 9050 }));
  assert.ok(!isAt(line('192.0.2.1:9050'), { host: '127.0.0.1', port: 9050 }));
});

it('a program that does not exist, fails, or takes too long is told apart', async () => {
  assert.equal((await run('/nonexistent', [])).status, null);
  assert.equal((await run('false', [])).status, 1);
  assert.equal((await run('sleep', ['10'], { timeout: 100 })).status, null);
  assert.equal((await run('cat', [], { input: 'x' })).stdout, 'x');
});

it('a word for a shell is quoted where it has to be', async () => {
  for (const word of ["it's", 'a b', '$HOME', '`id`', 'plain-word.1']) {
    assert.equal((await run('sh', ['-c', `printf %s ${quote(word)}`])).stdout, word);
  }
});
