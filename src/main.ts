import { writeSync } from 'node:fs';
import type { Request } from './arguments.js';
import { inspect, listeningSockets } from './client/descriptors.js';
import { openLog } from './log.js';
import { DEFAULTS } from './options.js';
import { BAD_OPTIONS, type Failure, GREETING, INTERNAL_ERROR, render, STOPPING } from './replies.js';

/** Exit statuses, from sysexits.h where it has one. */
const DONE = 0;
const USAGE = 64;
const SOFTWARE = 70;

const STOPPED: Failure = { reply: STOPPING, cause: 'stopped by a signal' };
const FAULT: Failure = { reply: INTERNAL_ERROR, cause: 'internal error' };

/** How long a session has to tell its client of an internal error, milliseconds. */
const LAST_REPLY = 1_000;

/** Serves one connection on standard input and output; returns the exit status. */
async function main(args: readonly string[]): Promise<number> {
  // Node's warnings are not for the client, nor for its log.
  process.removeAllListeners('warning');
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
  const { log: file, logNames: names } = request.kind === 'print' ? DEFAULTS : request.options;
  const log = openLog({ file, stderr, terminal, names });
  if (request.kind !== 'serve') {
    log.fault(`bad options: ${request.text.split('\n', 1)[0]}`);
    const { end } = await (await import('./client/open.js')).openClient(descriptors);
    await end.write(render(BAD_OPTIONS));
    await end.finish();
    return USAGE;
  }

  const { options } = request;
  const listening = listeningSockets(options.wait, descriptors);
  const resident = listening.length > 0;
  const interrupts = { stop: new AbortController(), cut: new AbortController() };
  // The first signal lets mail that is under way arrive. Nobody at a terminal wants to press Ctrl-C twice.
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      if (terminal || interrupts.stop.signal.aborted) interrupts.cut.abort('cut');
      interrupts.stop.abort(STOPPED);
    });
  }
  let status = DONE;
  process.on('uncaughtException', (error) => {
    log.fault(error);
    // The others are not to suffer; the one that did this has its deadlines.
    if (resident) return;
    status = SOFTWARE;
    interrupts.stop.abort(FAULT);
    interrupts.cut.abort('cut');
    setTimeout(() => process.exit(SOFTWARE), LAST_REPLY);
  });
  try {
    if (resident) {
      await (await import('./resident.js')).serve(listening, options, log, interrupts);
    } else {
      print(1, render(GREETING));
      // Loaded only now: the greeting need not wait for it.
      const [{ openClient }, { session }] = await Promise.all([
        import('./client/open.js'),
        import('./session.js'),
      ]);
      await session(await openClient(descriptors), options, log, interrupts);
    }
  } catch (error) {
    log.fault(error);
    status = SOFTWARE;
  }
  return status;
}

/** Writes at once. That nobody is there any more, or nobody reads, is found out later or does not matter. */
function print(descriptor: number, text: string): void {
  try {
    writeSync(descriptor, text);
  } catch {}
}

void main(process.argv.slice(2)).then((status) => process.exit(status));
