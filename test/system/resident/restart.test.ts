import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { program } from '../../support/paths.js';
import { ehloReply, greeting, xinetdBench } from '../../support/programs/xinetd-bench.js';
import { until } from '../../support/wait.js';

/** What resident.service and xinetd.d/tor-smtp-wait start. */
const server = join(dirname(program), 'tor-smtp-resident');

/** Whether somebody else can listen at the port, as a new xinetd would. */
function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const listener = createServer().once('error', () => resolve(false));
    listener.listen(port, '127.0.0.1', () => listener.close(() => resolve(true)));
  });
}

describe('resident, started anew while a message is under way', () => {
  const bench = xinetdBench('tor-smtp-wait');

  it('by xinetd: newcomers are served at once, and the message arrives', async () => {
    const { onion, launch, call, say, program } = bench();
    await launch([], [], { server });
    const client = call();
    await client.take(greeting);
    await say(client, `EHLO me.example ${onion}`, ehloReply);
    const first = await program();
    const began = performance.now();
    process.kill(first, 'SIGTERM');
    await until('it to be gone', () => !existsSync(`/proc/${first}`));
    const next = call();
    await next.take(greeting);
    assert.ok(performance.now() - began < 5000);
    await say(next, 'QUIT', /^221 .*\r\n/);
    await say(client, 'NOOP', /^250 .*\r\n/);
    await say(client, 'QUIT', /^221 .*\r\n/);
  });

  it('goes only when the port is free: a program that is slow to go takes no newcomer', async () => {
    const { launch, call, say, program } = bench();
    await launch([], [], { server });
    const client = call();
    await client.take(greeting);
    const shell = await program();
    const node = Number(readFileSync(`/proc/${shell}/task/${shell}/children`, 'latin1'));
    process.kill(node, 'SIGSTOP');
    process.kill(shell, 'SIGTERM');
    await setTimeout(500);
    assert.ok(existsSync(`/proc/${shell}`), 'it has gone before the program');
    process.kill(node, 'SIGCONT');
    await until('it to be gone', () => !existsSync(`/proc/${shell}`));
    await client.take(/^421 4\.3\.2 .*\r\n/);
    const next = call();
    await next.take(greeting);
    await say(next, 'QUIT', /^221 .*\r\n/);
  });

  it('with a new xinetd: the port is free for it, and the message arrives', async () => {
    const { onion, launch, call, say, program } = bench();
    const old = await launch([], [], { server });
    const client = call();
    await client.take(greeting);
    await say(client, `EHLO me.example ${onion}`, ehloReply);
    const first = await program();
    // As Debian's script does: xinetd goes, its servers stay.
    process.kill(old.pid, 'SIGQUIT');
    await until('the port to be free', () => canListen(old.port));
    await say(client, 'NOOP', /^250 .*\r\n/);
    await say(client, 'QUIT', /^221 .*\r\n/);
    await until('it to be gone', () => !existsSync(`/proc/${first}`));
  });
});
