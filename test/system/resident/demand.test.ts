import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { hasten } from '../../player/launch.js';
import type { Wire } from '../../player/wire.js';
import { run as runCommand } from '../../support/programs/command.js';
import { xinetdBench } from '../../support/programs/xinetd-bench.js';
import { until } from '../../support/wait.js';
import { greeting } from './bench.js';
import { launches } from './launches.js';

/** A session without a destination. */
async function visit(client: Wire) {
  await client.take(greeting);
  await quit(client);
}

async function quit(client: Wire) {
  await client.send(Buffer.from('QUIT\r\n'), false);
  await client.take(/^221 .*\r\n/);
  assert.equal(await client.closed(), 'FIN');
  client.socket.end();
}

describe('resident, by systemd-socket-activate', () => {
  const run = launches();
  const command = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'latin1');

  it('starts with the first connection, and serves the next in the same process', async () => {
    const { port, running } = await run.launch();
    assert.match(command(running.pid), /^systemd-socket-activate/);
    const one = await run.bench.splice(port);
    assert.match(command(running.pid), /^node\0.*tor-smtp\0/);
    const two = await run.bench.splice(port);
    for (const { near, far } of [two, one]) {
      far.socket.end('221 bye\r\n');
      await near.take(/^221 bye\r\n/);
      near.socket.end();
    }
    await running.line(/(outcome=server-closed [\s\S]*){2}/);
    assert.equal(running.child.exitCode, null);
  });

  it('leaves with status 0 when nobody has been there for --idle-exit, and not while somebody is', async () => {
    // 3 s are 300 ms.
    const { port, running } = await run.launch(['--idle-exit', '3'], hasten(10));
    const [one, two] = [run.bench.call(port), run.bench.call(port)];
    await one.take(greeting);
    await visit(two);
    await pause(500);
    assert.equal(running.child.exitCode, null);
    await quit(one);
    const last = performance.now();
    assert.deepEqual(await running.ended(), { code: 0, signal: null });
    assert.ok(performance.now() - last > 250);
  });

  it('lets as many wait to be accepted as the kernel does', async () => {
    const { port } = await run.launch();
    await run.bench.call(port).take(greeting);
    // Of a listening socket the third column is the backlog.
    const { output } = await runCommand('ss', ['-Hltn', `sport = :${port}`]);
    const [, , backlog] = output.split(/\s+/);
    assert.equal(backlog, readFileSync('/proc/sys/net/core/somaxconn', 'latin1').trim());
  });

  it('logs to stderr also where that is the same as stdout, as with StandardOutput=journal', async () => {
    const through = ['sh', '-c', 'exec "$0" "$@" 2>&1'];
    const { port, running } = await run.launch([], {}, through);
    await visit(run.bench.call(port));
    await running.line(/^tor-smtp: outcome=quit /m, 3);
  });
});

describe('resident, by xinetd with wait = yes', () => {
  const bench = xinetdBench('tor-smtp-wait');

  const processes = () =>
    new Set(
      [
        ...bench()
          .log()
          .matchAll(/tor-smtp\[(\d+)\]/g),
      ].map(([, pid]) => pid),
    );

  it('starts with the first connection, serves the next in the same process, leaves, and starts again', async () => {
    const env = Object.entries(hasten(10)).map((setting) => setting.join('='));
    const { pid } = await bench().launch(['--wait', '--idle-exit', '5'], env);
    const children = () => readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
    assert.equal(children(), '');
    const first = bench().call();
    await first.take(greeting);
    const program = await bench().program();
    await visit(bench().call());
    assert.equal(await bench().program(), program);
    await bench().say(first, 'QUIT', /^221 .*\r\n/);
    await until('the process to leave', () => children() === '');
    await visit(bench().call());
    assert.notEqual(await bench().program(), program);
    await until('three lines', () => bench().log().split('\n').length === 4);
    assert.equal(processes().size, 2);
  });

  it('loses no connection that comes in the moment in which it leaves', async (context) => {
    const env = Object.entries(hasten(10)).map((setting) => setting.join('='));
    await bench().launch(['--wait', '--idle-exit', '1'], env);
    const rounds = 40;
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all([visit(bench().call()), visit(bench().call())]);
      // It leaves after 100 ms.
      await pause(85 + round);
    }
    const { size } = processes();
    context.diagnostic(`${rounds * 2} connections, ${size} processes`);
    assert.ok(size > 2 && size < rounds, `${size} processes`);
  });
});
