import type { Fields, Log } from '../log.js';

/** So many milliseconds in which so many destinations failed, and none was reached, are no longer the fault of theirs. */
const SPAN = 600_000;
const DESTINATIONS = 3;

/** Causes that leave open whether there is a way to the destination at all. That it refused the connection (X'05') does not. */
const UNREACHED = /^(?:Tor|SOCKS(?! reply X'05'))/;

/**
 * A log that says, once, when no destination at all is reached. One dead onion is its own affair; several, and for ten minutes
 * nothing else, are Tor's, or this machine's. The next one that is reached ends that.
 */
export function watched(log: Log, now: () => number = Date.now): Log {
  const failed = new Set<string>();
  let since = 0;
  let isSaid = false;

  function watch({ cause, to }: Fields) {
    if (to === undefined) return;
    if (!UNREACHED.test(String(cause))) {
      failed.clear();
      isSaid = false;
      return;
    }
    if (failed.size === 0) since = now();
    if (failed.size < DESTINATIONS) failed.add(String(to));
    if (isSaid || failed.size < DESTINATIONS || now() - since < SPAN) return;
    isSaid = true;
    log.fault('no onion was reached in 10 minutes: look at Tor');
  }

  return {
    ...log,
    session(fields) {
      log.session(fields);
      watch(fields);
    },
  };
}
