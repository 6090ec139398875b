import { once } from 'node:events';
import { patient } from '../support/slowness.js';
import type { Stage } from './stage.js';

/** That nobody hears anything for so long. */
export async function expectQuiet(stage: Stage, seconds: number): Promise<void> {
  const before = stage.wires.map((wire) => wire.end());
  await new Promise((resolve) => setTimeout(resolve, (seconds / stage.factor) * 1000));
  stage.wires.forEach((wire, index) => {
    if (wire.unread() !== '') throw new Error('it was not quiet');
    if (wire.end() !== before[index]) throw new Error(`a connection was closed (${wire.end()})`);
  });
  if (stage.port?.waiting.length) throw new Error('there was a dial');
  if (stage.launched.child.exitCode !== null) throw new Error('the program has ended');
}

/** That the program ends so, and has said nothing that was not heard. */
export async function expectExit(stage: Stage, status: number, alone: boolean): Promise<void> {
  const { client, launched } = stage;
  if (!client.socket.destroyed) await client.closed();
  if (!alone) client.socket.end();
  const limit = patient(15);
  const late = new Promise<string>((resolve) =>
    setTimeout(resolve, limit * 1000, `no end in ${limit} s`).unref(),
  );
  const ended = await Promise.race([launched.ended(), late]);
  if (ended !== status) throw new Error(`the program's end: ${ended}`);
  // A last reply can be lost in a reset, so there is none even for a client that goes on sending.
  if (!alone && !client.socket.closed) await once(client.socket, 'close').catch(() => {});
  if (client.broken()) throw new Error('the client was reset');
  if (stage.port?.waiting.length) throw new Error('there was one more dial');
  const rest = stage.wires.map((wire) => wire.unread()).filter((text) => text !== '');
  if (rest.length > 0) throw new Error('more was said than that');
}
