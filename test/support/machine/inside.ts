import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { run } from '../programs/command.js';
import type { Asked, Order } from './orders.js';
import { counted, dial, listening, pipe, setUp } from './surroundings.js';

/*
 * The first process of a machine (machine.ts starts it in namespaces of its own). It obeys orders that come by the channel
 * of child_process.
 */

const daemons = new Map<number, ChildProcess>();

const obey: { [Name in keyof Order]: (order: Order[Name]) => Promise<Asked[Name]> | Asked[Name] } = {
  setUp: ({ folder, host, mounts, covers }) => setUp(folder, host, mounts, covers).then(() => undefined),
  run: ({ file, args, input, uid, gid, env }) =>
    run(file, args, {
      ...(input === undefined ? {} : { input: Buffer.from(input, 'latin1') }),
      ...(uid === undefined ? {} : { uid, gid }),
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env },
      cwd: '/',
    }),
  start({ file, args }) {
    const child = spawn(file, args, { stdio: 'ignore', cwd: '/' });
    const pid = child.pid ?? -1;
    daemons.set(pid, child);
    child.on('close', () => daemons.delete(pid));
    return pid;
  },
  async stop({ pid }) {
    const child = daemons.get(pid);
    if (!child) return undefined;
    child.kill('SIGTERM');
    await once(child, 'close');
    return undefined;
  },
  async forward({ path, host, port }) {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      pipe(socket, dial(host, port)),
    );
    await listening(server, { path });
    chmodSync(path, 0o666);
    return undefined;
  },
  counted,
};

process.on('message', async ({ id, name, order }: { id: number; name: keyof Order; order: never }) => {
  try {
    process.send?.({ id, value: await obey[name](order) });
  } catch (error) {
    process.send?.({ id, error: String((error as Error).stack) });
  }
});
process.on('disconnect', () => process.exit());
