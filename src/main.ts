import { writeSync } from 'node:fs';
import type { Request } from './arguments.js';
import { type Descriptors, inspect, listeningSockets } from './client/descriptors.js';
import { type Log, openLog } from './log.js';
import { DEFAULTS, type Options } from './options.js';
import { BAD_OPTIONS, GREETING, INTERNAL_ERROR, render } from './replies.js';
import { endsBySignal } from './signals.js';

/** Exit statuses, from sysexits.h where it has one. */
const DONE = 0;
const USAGE = 64;
const SOFTWARE = 70;

/** How long a session may take to tell its client of an internal error, milliseconds. */
const LAST_REPLY = 1_000;

/** Reads the command line and does what it asks for; returns the exit status. */
async function main(args: readonly string[]): Promise<number> {
  const descriptors = await inspect();
  const { service, terminal, stderr } = descriptors;
  const request: Request =
    args.length === 0
      ? { kind: 'serve', options: DEFAULTS }
      : (await import('./arguments.js')).parseArguments(args);

  if (request.kind === 'print' && !service) {
    print(1, request.text);
    return DONE;
  }
  if (request.kind === 'usage' && !service && stderr) {
    print(2, request.text);
    return USAGE;
  }
  const { log: file, logNames: names } = request.options;
  const log = openLog({ file, stderr, terminal, names });
  if (request.kind === 'serve') return run(request.options, descriptors, log);

  log.fault(`bad options: ${request.kind === 'usage' ? request.cause : 'they print a text'}`);
  const { peer } = await (await import('./client/open.js')).openClient(descriptors);
  await peer.write(render(BAD_OPTIONS));
  await peer.close();
  return USAGE;
}

/** Serves the connection on standard input and output, or every connection to the sockets that the process was started with. */
async function run(options: Options, descriptors: Descriptors, log: Log): Promise<number> {
  const listening = listeningSockets(options.wait, descriptors);
  const isResident = listening.length > 0;
  let status = DONE;

  const interrupts = endsBySignal(descriptors.terminal);
  process.on('uncaughtException', (error) => {
    log.fault(error);
    // The other sessions go on; the one that failed ends at its deadline.
    if (isResident) return;
    status = SOFTWARE;
    interrupts.stop.cancel(INTERNAL_ERROR);
    interrupts.cut.cancel('cut');
    setTimeout(() => process.exit(SOFTWARE), LAST_REPLY);
  });

  try {
    if (isResident) {
      await (await import('./resident/resident.js')).serve(listening, options, log, interrupts);
    } else {
      print(1, render(GREETING));
      // Loaded only now: the greeting need not wait for it.
      const [{ openClient }, { session }] = await Promise.all([
        import('./client/open.js'),
        options.byRecipient ? import('./recipient/session.js') : import('./session.js'),
      ]);
      await session(await openClient(descriptors), options, log, interrupts);
    }
  } catch (error) {
    log.fault(error);
    status = SOFTWARE;
    // It may be that of one connection, which is not for --wait.
    if (options.wait && descriptors.service) print(1, render(BAD_OPTIONS));
  }
  return status;
}

/** Writes at once. If the reader has gone, that is noticed later or does not matter. */
function print(descriptor: number, text: string): void {
  try {
    writeSync(descriptor, text);
  } catch {}
}

void main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  () => {
    // Not even the descriptors could be looked at.
    print(1, render(INTERNAL_ERROR.reply));
    process.exit(SOFTWARE);
  },
);
