import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder } from '../support/folder.js';
import { program } from '../support/paths.js';
import { run } from '../support/programs/command.js';
import { startMailServer } from '../support/stand-ins/mail-server.js';
import { startNetwork, type TorNetwork } from '../support/tor/network.js';
import { disturb } from './disturb.js';
import { report, type Session } from './report.js';

/** Pairs of a local name and the destination. As mail does, each comes back, and finds its circuit or what is left of it. */
const PAIRS = 12;
/** Milliseconds from one session of a pair to its next. */
const PAUSE = 10_000;
const say = (text: string) => console.error(text);

/** A session of a pair; what its line in the log says. */
async function session(pair: number, { client, onions }: TorNetwork): Promise<Session> {
  const input = `EHLO s${pair}.example ${onions.bob}\r\nQUIT\r\n`;
  const env = { PATH: process.env.PATH };
  const { output } = await run(program, ['--socks', `unix:${client.unix}`], { input, env });
  const field = (name: string) => output.match(new RegExp(`\\b${name}=("[^"]*"|\\S+)`))?.[1];
  return {
    reached: /^250 /m.test(output),
    circuits: Number(field('circuits') ?? 1),
    seconds: Number(field('seconds')),
    cause: field('cause'),
  };
}

/** How many circuits sessions take through a private Tor network whose relays fail. */
async function measure(sessions: number, seed: number): Promise<void> {
  const { path: folder, discard } = temporaryFolder('circuits');
  const server = await startMailServer({ patient: true });
  const network = await startNetwork({
    folder,
    onions: [{ name: 'bob', target: server.port }],
    progress: say,
  });
  await network.reachable(['bob']);
  say(`${sessions} sessions, seed ${seed}`);
  const disturbance = disturb(network.relays, seed, say);
  const done: Session[] = [];
  let begun = 0;
  const work = async (pair: number) => {
    await pause((pair * PAUSE) / PAIRS);
    while (begun++ < sessions) {
      done.push(await session(pair, network));
      await pause(PAUSE);
    }
  };
  await Promise.all(Array.from({ length: PAIRS }, (_, pair) => work(pair)));
  await disturbance.stop();
  await network.stop();
  server.stop();
  discard(false);
  console.log(report(done));
}

const [sessions = 60, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number);
void measure(sessions, seed);
