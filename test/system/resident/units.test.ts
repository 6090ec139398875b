import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { contrib, program } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';
import { descendants } from '../../support/programs/tree.js';
import { xinetdBench } from '../../support/programs/xinetd-bench.js';
import { until } from '../../support/wait.js';
import { greeting } from './bench.js';

const shipped = (file: string) => readFileSync(resolve(contrib, file), 'utf8');
/** The value that a setting has last; it may be repeated. */
const setting = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`^\\s*${name}\\s*=\\s*(.*)$`, 'gm'))].at(-1)?.[1];

describe('the systemd pair for a resident process', () => {
  const { path: folder, discard } = temporaryFolder('resident-units');
  after(() => discard(hasFailed()));
  const [socket, service] = ['tor-smtp-resident.socket', 'tor-smtp-resident.service'];
  // The one site value: where the program is. systemd-analyze wants it to exist.
  const place = (file: string) => {
    const text = shipped(`systemd/${file}`).replaceAll('/usr/local/bin/tor-smtp', program);
    writeFileSync(join(folder, file), text);
    return join(folder, file);
  };

  it('is clean for systemd-analyze verify', async () => {
    // With that of the other way, which one of them excludes.
    const units = [socket, service, 'tor-smtp.socket', 'tor-smtp@.service'].map(place);
    const { code, output } = await run('systemd-analyze', ['verify', '--man=no', ...units]);
    assert.deepEqual([output, code], ['', 0]);
  });

  it('leaves the service an exposure of at most 2.0', async () => {
    const rating = ['security', '--offline=true', '--no-pager', '--threshold=20', place(service)];
    const { code, output } = await run('systemd-analyze', rating);
    assert.equal(code, 0, output);
    const exposure = Number(output.match(/Overall exposure level for \S+: ([\d.]+)/)?.[1]);
    assert.ok(exposure <= 2, output);
  });

  it('hands over the listening socket on the port of the other, and nothing of the mail on fd 0 to 2', () => {
    const [listening, serving] = [shipped(`systemd/${socket}`), shipped(`systemd/${service}`)];
    assert.equal(setting(listening, 'Accept'), 'no');
    assert.equal(
      setting(listening, 'ListenStream'),
      setting(shipped('systemd/tor-smtp.socket'), 'ListenStream'),
    );
    assert.equal(setting(listening, 'Conflicts'), 'tor-smtp.socket');
    assert.equal(setting(serving, 'StandardInput'), 'socket');
    assert.equal(setting(serving, 'StandardError'), 'journal');
    assert.equal(setting(serving, 'Restart'), undefined);
    assert.ok(Number(setting(serving, 'LimitNOFILE')) >= 2 * 1000 + 100);
  });

  it('is as closed as the service for each connection', () => {
    const closing = (text: string) => {
      const [, , sandbox = ''] =
        text.match(/^(# A clean environment[\s\S]*?)^(# No network[\s\S]*?)^(?=# What Node needs)/m) ?? [];
      return sandbox.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    };
    const each = closing(shipped('systemd/tor-smtp@.service'));
    assert.ok(each.length > 20);
    assert.deepEqual(closing(shipped(`systemd/${service}`)), each);
  });
});

describe('the xinetd file for a resident process', () => {
  const bench = xinetdBench('tor-smtp-wait');

  it('is off as it comes, on the port of the other', () => {
    const [one, other] = [shipped('xinetd.d/tor-smtp-wait'), shipped('xinetd.d/tor-smtp')];
    assert.equal(setting(one, 'disable'), 'yes');
    assert.equal(setting(one, 'wait'), 'yes');
    assert.equal(setting(one, 'bind'), '127.0.0.1');
    assert.equal(setting(one, 'port'), setting(other, 'port'));
    assert.match(setting(one, 'server_args') ?? '', /^--log \S+$/);
  });

  it('gives the program files enough, and an environment with nothing but PATH', async () => {
    await bench().launch(['--wait', '--idle-exit', '1']);
    await bench().call().take(greeting);
    const pid = await bench().program();
    const limits = readFileSync(`/proc/${pid}/limits`, 'latin1');
    assert.ok(Number(limits.match(/^Max open files +(\d+)/m)?.[1]) >= 2 * 1000 + 100, limits);
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').filter(Boolean);
    assert.deepEqual(
      environment.map((each) => each.split('=')[0]),
      // xinetd itself adds an address, of nobody.
      ['PATH', 'REMOTE_HOST'],
    );
  });

  it('rests when the program fails at once, instead of starting it again without end', async () => {
    // Ten times in a second, for which Node may be too slow.
    const { messages } = await bench().launch([], [], { server: '/bin/false' });
    bench().call();
    await until('xinetd to rest', () => /Deactivating service/.test(messages()));
  });

  it('starts the program again for the same connection when its options are bad', async () => {
    const { pid } = await bench().launchBare(['--wait', '--wrong']);
    const client = bench().call();
    const seen = new Set<number>();
    await until('a second start', () => {
      for (const child of descendants(pid)) seen.add(child);
      return seen.size > 1;
    });
    assert.equal(client.unread(), '');
  });
});
