import type { Fields, Log } from '../log.js';

/** So many milliseconds in which so many destinations failed, and none was reached, are no longer the fault of theirs. */
const SPAN = 600_000;
const DESTINATIONS = 3;

/** Causes that say that there is no way to a destination, or that there is one: its server, or that it refused the connection. */
const UNREACHED = /^(?:Tor|SOCKS(?! reply X'05'))/;
const REACHED = /^(?:server|SOCKS reply X'05')/;

/**
 * A log that says, once, when no destination at all is reached. One dead onion is its own affair; several, and for ten minutes
 * nothing else, are Tor's, or this machine's. The next one that is reached ends that.
 */
export function watched(log: Log, now = () => performance.now()): Log {
  const failed = new Set<string>();
  let since = 0;
  let isSaid = false;

  function watch({ cause = '', to, sent }: Fields) {
    if (sent !== undefined || REACHED.test(String(cause))) {
      failed.clear();
      isSaid = false;
    }
    // Of a client that has left meanwhile, say, nothing follows.
    if (!UNREACHED.test(String(cause))) return;
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
