import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { owners } from '../../../src/machine/processes.js';
import { thisMachine } from '../../../src/setup/machine/host.js';
import { vacate } from '../../../src/setup/machine/vacate.js';
import { temporaryFolder } from '../../support/folder.js';
import { root } from '../../support/paths.js';

/** Lets go of its socket some time after it is told to, and lives on for the messages under way; says in the end how often it was told. */
const PROGRAM = `#!${process.execPath}
let told = 0;
const server = require('net').createServer().listen({ fd: 0 }, () => console.log(process.pid));
process.on('SIGTERM', () => ++told === 1 && setTimeout(() => server.close(() => require('fs').closeSync(0)), 500));
process.on('SIGUSR2', () => process.exit(console.log('told', told)));
setInterval(() => {}, 1000);
`;

describe('a port', () => {
  const { path: folder, discard } = temporaryFolder('vacate');
  const [shell, program] = ['tor-smtp-resident', 'tor-smtp'].map((name) => join(folder, name)) as [
    string,
    string,
  ];
  const pids: number[] = [];
  before(() => {
    copyFileSync(join(root, 'bin/tor-smtp-resident'), shell);
    writeFileSync(program, PROGRAM, { mode: 0o755 });
  });
  after(() => {
    for (const pid of pids) if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL');
    discard();
  });

  /** Hands a listening socket to it. */
  async function start(command: string): Promise<{ child: ChildProcess; port: number; pid: number }> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const child = spawn(command, { stdio: [handleOf(server), 'pipe', 'inherit'] });
    const pid = Number(await said(child));
    pids.push(pid, child.pid ?? pid);
    server.close();
    await once(server, 'close');
    return { child, port, pid };
  }
  const handleOf = (server: Server) => (server as unknown as { _handle: { fd: number } })._handle.fd;
  const said = async ({ stdout }: ChildProcess) => String((await once(stdout ?? assert.fail(), 'data'))[0]);

  it('is left by a resident process, which is told once and ends its messages', async () => {
    const { child, port, pid } = await start(shell);
    const orders: string[] = [];
    assert.equal(await vacate(thisMachine, port, 'left', (line) => orders.push(line)), undefined);
    assert.deepEqual(owners(port), []);
    assert.deepEqual(orders, [`    $ kill -TERM ${child.pid}`]);
    process.kill(pid, 'SIGUSR2');
    assert.equal(await said(child), 'told 1\n');
  });

  it('is left by one whose shell was killed', async () => {
    const { child, port, pid } = await start(shell);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(await vacate(thisMachine, port, 'free', () => {}), undefined);
    process.kill(pid, 'SIGUSR2');
    assert.equal(await said(child), 'told 1\n');
  });

  it('is free when another program, which is told nothing, has left it', async () => {
    const { child, port, pid } = await start(program);
    assert.equal(await vacate(thisMachine, port, 'left', assert.fail), undefined);
    assert.deepEqual(
      owners(port).map((owner) => owner.pid),
      [pid],
    );
    setTimeout(() => child.kill('SIGKILL'), 500);
    assert.equal(await vacate(thisMachine, port, 'free', assert.fail), undefined);
    assert.deepEqual(owners(port), []);
  });
});
