import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { path, program, root } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';
import { mailService } from '../../support/stand-ins/mail-service.js';

const service = mailService();
const { path: folder, discard } = temporaryFolder('pipeline');
after(() => discard(hasFailed()));

describe('in a pipeline', () => {
  /** A line for the shell; \$PROGRAM, \$SOCKS, \$SESSION and the folder's files are in its environment. */
  const shell = (line: string) =>
    run('/bin/sh', ['-c', line], {
      cwd: folder,
      env: { PATH: path, PROGRAM: program, SOCKS: service.socks },
    });
  const read = (name: string) => readFileSync(join(folder, name), 'latin1');

  const session = [
    `EHLO me.onion ${service.onion}`,
    'MAIL FROM:<alice@me.onion>',
    'RCPT TO:<bob@there>',
    'DATA',
    'Subject: by hand',
    '',
    '..a dot, and an octet that is no ASCII: \xe9',
    '.',
    'QUIT',
    '',
  ].join('\r\n');
  /** The last line of each reply, and nothing else, is what the session has to get: connect, EHLO, MAIL and so on. */
  const codes = ['220', '250', '250', '250', '354', '250', '221'];
  const message = 'Subject: by hand\r\n\r\n.a dot, and an octet that is no ASCII: \xe9\r\n';

  before(() => writeFileSync(join(folder, 'session'), session, 'latin1'));

  for (const [name, line] of [
    ['from a file', '"$PROGRAM" --socks "$SOCKS" <session >out 2>err'],
    ['through pipes', 'cat session | "$PROGRAM" --socks "$SOCKS" 2>err | cat >out'],
  ] as const) {
    it(`takes a whole session ${name}`, async () => {
      assert.deepEqual(await shell(line), { code: 0, output: '' });
      assert.match(read('out'), /^(\d{3}[ -][ -~]*\r\n)*$/);
      assert.deepEqual(read('out').match(/^\d{3}(?= )/gm), codes);
      assert.match(read('err'), /^tor-smtp: outcome=server-closed .*\n$/);
      assert.deepEqual(service.server.sessions.at(-1)?.messages, [message]);
    });
  }

  it('serves swaks, to which --to need not be explained', async () => {
    const earlier = service.server.sessions.length;
    const pipe = `${program} --socks ${service.socks} --to ${service.onion}`;
    const args = [
      '--pipe',
      pipe,
      '--helo',
      'me.example',
      '--from',
      'a@me.example',
      '--to',
      `b@${service.onion}`,
    ];
    const { code, output } = await run('swaks', args);
    assert.equal(code, 0, output);
    assert.equal(service.server.sessions[earlier]?.commands[0], 'EHLO me.example');
  });

  it('leaves quietly at an empty input', async () => {
    assert.equal((await shell('"$PROGRAM" </dev/null >out 2>err')).code, 0);
    assert.equal(read('out'), '220 tor-smtp ESMTP\r\n');
  });

  for (const bad of [
    '--no-such-option',
    '--port=0',
    '--port=25x',
    '--socks=nowhere',
    '--isolate=sometimes',
    '--timeout=never',
    '127.0.0.1 9050 more',
    '127.0.0.1 --socks=127.0.0.1:9050',
  ]) {
    it(`ends with 64 and its usage on stderr at ${bad}`, async () => {
      assert.equal((await shell(`"$PROGRAM" ${bad} </dev/null >out 2>err`)).code, 64);
      assert.equal(read('out'), '');
      assert.match(read('err'), /^error: .*usage: tor-smtp \[options\]/is);
    });
  }

  it('ends with 70 where --wait finds no socket to listen on', async () => {
    assert.equal((await shell('"$PROGRAM" --wait --idle-exit 5 </dev/null >out 2>err')).code, 70);
    assert.equal(read('out'), '');
    assert.match(read('err'), /^tor-smtp: Error: listen EINVAL/);
  });

  it('is no service to a program that reads its output through a socket', async () => {
    // As Node gives its children: a socket each for stdin, stdout and stderr.
    const { code, output } = await run(program, ['--version'], { env: { PATH: path } });
    assert.equal(code, 0);
    assert.match(output, /^\d+\.\d+\.\d+\n$/);
  });

  it('prints its version and its help', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    assert.deepEqual(await shell('"$PROGRAM" --version'), { code: 0, output: `${version}\n` });
    const { code, output } = await shell('"$PROGRAM" --help </dev/null');
    assert.equal(code, 0);
    assert.match(output, /^Usage: tor-smtp \[options\] \[tor-host\] \[tor-port\]\n/);
  });
});
