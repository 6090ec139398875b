import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Wire } from '../../player/wire.js';
import { until } from '../../support/wait.js';
import { exchange, greeting } from './bench.js';
import { launches } from './launches.js';

/** More than the kernel and the program hold. */
const letter = randomBytes(24 * 1024 * 1024);
const digest = createHash('sha256').update(letter).digest('hex');

/** Reads as many octets as a letter has. */
async function receive({ socket }: Wire): Promise<string> {
  const hash = createHash('sha256');
  let octets = 0;
  socket.on('data', (text: string) => {
    hash.update(text, 'latin1');
    octets += text.length;
  });
  socket.resume();
  await until('the whole letter', () => octets >= letter.length);
  return hash.digest('hex');
}

describe('resident, told to stop', () => {
  const run = launches();

  it('tells those who are not connected yet, and lets mail under way arrive', async () => {
    const { port, running } = await run.launch();
    const [fresh, waiting, sending, receiving] = [
      run.bench.call(port),
      run.bench.call(port),
      await run.bench.splice(port),
      await run.bench.splice(port),
    ];
    await Promise.all([fresh.take(greeting), waiting.take(greeting)]);
    await waiting.send(Buffer.from(`EHLO me.example ${run.bench.silent}\r\n`), false);
    await until('the dial', () => run.bench.tor.dialled.some((name) => name.startsWith(run.bench.silent)));
    sending.far.socket.pause();
    receiving.near.socket.pause();
    sending.near.socket.write(letter);
    receiving.far.socket.write(letter);

    running.child.kill('SIGTERM');
    for (const client of [fresh, waiting]) {
      await client.take(/^421 4\.3\.2 [ -~]+\r\n/);
      assert.equal(await client.closed(), 'FIN');
      client.socket.end();
    }
    const late = run.bench.call(port);
    assert.equal(await late.closed(), 'RST');
    const [there, here] = await Promise.all([receive(sending.far), receive(receiving.near)]);
    assert.deepEqual([there, here], [digest, digest]);
    sending.far.socket.write('250 2.0.0 taken\r\n');
    await sending.near.take(/^250 2\.0\.0 taken\r\n/);
    assert.equal(running.child.exitCode, null);
    for (const { far, near } of [sending, receiving]) {
      far.socket.end();
      await near.until('the end', () => near.end());
      near.socket.end();
    }
    assert.deepEqual(await running.ended(), { code: 0, signal: null });
  });

  it('ends spliced sessions at the second signal', async () => {
    const { port, running } = await run.launch();
    const sessions = [await run.bench.splice(port), await run.bench.splice(port)];
    const fresh = run.bench.call(port);
    await fresh.take(greeting);
    running.child.kill('SIGTERM');
    await fresh.take(/^421 .*\r\n/);
    fresh.socket.end();
    for (const session of sessions) await exchange(session);
    running.child.kill('SIGTERM');
    for (const { near, far } of sessions) await Promise.all([near.closed(), far.closed()]);
    assert.deepEqual(await running.ended(), { code: 0, signal: null });
  });

  it('leaves at once where nobody is', async () => {
    const { port, running } = await run.launch();
    const client = run.bench.call(port);
    await client.take(greeting);
    client.socket.end();
    await running.line(/outcome=left/);
    running.child.kill('SIGTERM');
    assert.deepEqual(await running.ended(), { code: 0, signal: null });
  });

  it('goes on at HUP, USR1 and USR2, without a port for a debugger', async () => {
    const { bench } = run;
    const { port, running } = await run.launch();
    const session = await bench.splice(port);
    for (const signal of ['SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) running.child.kill(signal);
    await exchange(session);
    await bench.call(port).take(greeting);
    assert.doesNotMatch(running.output(), /Debugger listening/);
    assert.equal(running.child.exitCode, null);
  });

  it('ends at once at QUIT, with a word to those who have no server', async () => {
    const { bench } = run;
    const { port, running } = await run.launch();
    const session = await bench.splice(port);
    const fresh = bench.call(port);
    await fresh.take(greeting);
    running.child.kill('SIGQUIT');
    await fresh.take(/^421 4\.3\.2 [ -~]+\r\n/);
    fresh.socket.end();
    await until(
      'the session to be cut',
      () => session.near.socket.destroyed || session.near.socket.readableEnded,
    );
    assert.deepEqual(await running.ended(), { code: 0, signal: null });
  });
});
