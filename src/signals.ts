import { type Failure, STOPPED } from './replies.js';
import { Canceller } from './wire/cancellation.js';

/** How long messages under way have after the first signal to stop, milliseconds: a server's 10 minutes for its last reply. */
const GRACE = 600_000;

/** What ends sessions early. */
export interface Ends {
  /** Ends those without a server, each with the Failure to tell its client as the reason. */
  readonly stop: Canceller<Failure>;
  /** Ends all. */
  readonly cut: Canceller<'cut'>;
}

/** Ends of which neither has come. */
export function newEnds(): Ends {
  return { stop: new Canceller(), cut: new Canceller() };
}

/**
 * Lets signals end the sessions. TERM and INT let messages that are under way arrive, for ten minutes at most; a second one,
 * and QUIT, end everything. At a terminal one is enough, and HUP says that the terminal has gone.
 */
export function endsBySignal(terminal: boolean): Ends {
  const ends = newEnds();
  const cut = () => ends.cut.cancel('cut');
  const stop = () => {
    if (terminal || ends.stop.reason) cut();
    ends.stop.cancel(STOPPED);
    setTimeout(cut, GRACE).unref();
  };
  const end = () => {
    ends.stop.cancel(STOPPED);
    cut();
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop);
  process.on('SIGQUIT', end);
  process.on('SIGHUP', () => terminal && end());
  // They would end the process, and USR1 would open a debugger's port.
  for (const signal of ['SIGUSR1', 'SIGUSR2']) process.on(signal, () => {});
  return ends;
}
