import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { talk } from '../../../../support/machine/client.js';
import { run } from '../../../../support/programs/command.js';
import { startMailServer } from '../../../../support/stand-ins/mail-server.js';
import { type Done, PASSWORD, PROXY_PORT, type Submission, type Submitted, type Work } from './orders.js';

/*
 * Runs on the machine (site.ts): plays tor-smtp, and the mail server behind it, for all messages of one file of
 * orders, hands each of them in its own way, and writes down what came of them. argv: orders, results.
 */

const EXIM = '/usr/sbin/exim4';
/** The address that mail comes in at. */
const HERE = '192.0.2.1';

async function submit({ id, way, message }: Submission): Promise<Submitted> {
  const crlf = message.replaceAll(/(?<!\r)\n/g, '\r\n').replace(/^\./gm, '..');
  if (way.kind === 'port') {
    const socket = connect({ host: HERE, port: way.port, localAddress: way.from });
    await once(socket, 'connect');
    const login = Buffer.from(`\0${way.login}\0${PASSWORD}`, 'latin1').toString('base64');
    const replies = await talk(socket, [
      'EHLO zoes-laptop.home.example',
      ...(way.login ? [`AUTH PLAIN ${login}`] : []),
      ...way.envelope,
      'DATA',
      `${crlf}.`,
      'QUIT',
    ]);
    return { id, said: replies.join('\n'), code: 0 };
  }
  const identity = { uid: way.account, gid: way.account };
  const options = { ...identity, cwd: '/', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } };
  const { code, output } =
    way.kind === 'sendmail'
      ? await run(EXIM, ['-odf', '-oi', ...way.args], { ...options, input: Buffer.from(message, 'latin1') })
      : await run(EXIM, ['-odf', '-bs'], {
          ...options,
          input: Buffer.from(
            ['EHLO zoes-laptop.home.example', ...way.envelope, 'DATA', `${crlf}.`, 'QUIT', ''].join('\r\n'),
            'latin1',
          ),
        });
  return { id, said: output, code };
}

/** A dialogue with all of these messages. */
async function submitAll(all: readonly Submission[]): Promise<Submitted[]> {
  const lines = all.flatMap(({ way, message }) => {
    if (way.kind !== 'dialogue') throw new Error('only dialogues come in batches');
    return [...way.envelope, 'DATA', `${message.replaceAll('\n', '\r\n').replace(/^\./gm, '..')}.`];
  });
  const { output, code } = await run(EXIM, ['-odq', '-bs'], {
    uid: identityOf(all[0]),
    gid: identityOf(all[0]),
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    input: Buffer.from(['EHLO zoes-laptop.home.example', ...lines, 'QUIT', ''].join('\r\n'), 'latin1'),
  });
  return all.map(({ id }) => ({ id, said: output, code }));
}

const identityOf = (one?: Submission) => (one?.way.kind === 'dialogue' ? one.way.account : 0);

async function main([orders = '', results = '']: readonly string[]) {
  const { submissions, parallel, batch }: Work = JSON.parse(readFileSync(orders, 'utf8'));
  const server = await startMailServer({
    port: PROXY_PORT,
    patient: true,
    extensions: ['PIPELINING', '8BITMIME', 'SIZE', 'DSN'],
  });
  const waiting = [...submissions];
  const submitted: Submitted[] = [];
  async function work() {
    while (waiting.length > 0) {
      if (batch) submitted.push(...(await submitAll(waiting.splice(0, batch))));
      else for (const next of waiting.splice(0, 1)) submitted.push(await submit(next));
    }
  }
  const workers = Array.from({ length: parallel });
  await Promise.all(workers.map(work));
  if (batch) await Promise.all(workers.map(() => run(EXIM, ['-q'])));
  await idle();
  const done: Done = { submitted, left: server.sessions };
  writeFileSync(results, JSON.stringify(done));
  server.stop();
  process.exit();
}

/** Waits until all sessions and deliveries are at their end: nothing but the daemon runs. */
async function idle() {
  for (;;) {
    const { output } = await run('sh', ['-c', 'ps -C exim4 -o stat= | grep -vc Z || true']);
    if (Number(output) <= 1) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

void main(process.argv.slice(2));
