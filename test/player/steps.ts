import { once } from 'node:events';
import { patient } from '../support/slowness.js';
import type { Dial } from '../support/stand-ins/socks.js';
import { dialOn, type ScriptedPort } from './port.js';
import { checkReply } from './secrets.js';
import type { Stage } from './stage.js';
import type { Step } from './transcript.js';
import type { Wire } from './wire.js';

/** Does what a step says; fails where the program does something else. */
export async function perform(stage: Stage, step: Step): Promise<void> {
  const wire = (): Wire => {
    const found = 'party' in step && step.party !== 'client' ? stage.tor : stage.client;
    if (!found) throw new Error('nobody has connected to the SOCKS port yet');
    return found;
  };
  const elapsed = () => ((performance.now() - stage.clockStart) / 1000) * stage.factor;
  switch (step.act) {
    case 'send':
      return send(stage, step, wire());
    case 'hear': {
      const [, ...words] = await wire().take(step.pattern, step.ends);
      for (const text of step.party === 'client' ? words : []) {
        checkReply(text);
        stage.words.push(text);
      }
      return;
    }
    case 'close':
      stage.lastSent = performance.now();
      if (step.party !== 'client') wire().ignore();
      if (step.how === 'RST') wire().socket.resetAndDestroy();
      else if (step.party === 'client') wire().socket.end();
      else wire().socket.destroySoon();
      return;
    case 'closed': {
      const how = await wire().closed();
      if (step.how !== 'closed' && step.how !== how) throw new Error(`it was a ${how}`);
      return;
    }
    case 'connection':
    case 'dial':
      stage.tor = await (stage.port as ScriptedPort).connection();
      stage.wires.push(stage.tor);
      if (step.act === 'dial') stage.dials.push(await expectDial(stage, step.host, step.port));
      return;
    case 'clock':
      if (step.what === 'start') stage.clockStart = stage.lastSent;
      else if (step.what === 'quiet') await expectQuiet(stage, step.seconds - elapsed());
      else if (elapsed() > step.seconds) throw new Error(`it took ${elapsed()} s`);
      return;
    case 'signal':
      stage.lastSent = performance.now();
      stage.launched.child.kill(step.signal);
      return;
    case 'log':
      if (!step.pattern.test(stage.log())) throw new Error('that is not in the log');
      return;
    case 'exit':
      return expectExit(stage, step.status, step.alone);
  }
}

async function send(stage: Stage, step: Step & { act: 'send' }, wire: Wire): Promise<void> {
  if (step.party !== 'client' && wire.end()) throw new Error('the tunnel is closed, so this is lost');
  stage.lastSent = performance.now();
  await wire.send(step.bytes, stage.octetwise);
  if (!step.last) return;
  wire.ignore();
  wire.socket.destroySoon();
}

async function expectDial(stage: Stage, host: string, port: number): Promise<Dial> {
  const dial = await dialOn(stage.tor as Wire, stage.octetwise);
  if (dial.host !== host || dial.port !== port) throw new Error(`the dial is for ${dial.host}:${dial.port}`);
  return dial;
}

/** That nobody hears anything for so long. */
async function expectQuiet(stage: Stage, seconds: number): Promise<void> {
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
async function expectExit(stage: Stage, status: number, alone: boolean): Promise<void> {
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
