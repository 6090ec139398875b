import type { Line, Taken } from './record.js';

interface Entry {
  readonly at: number;
  readonly message: string;
  readonly text: string;
}

/** The lines of an Exim's main log that belong to a message. */
function entries(log: string): Entry[] {
  return log.split('\n').flatMap((line) => {
    const [, date, time, message = '', text = ''] =
      line.match(/^([\d-]{10}) ([\d:.]{12}) (\w{6}-\w{6,11}-\w{2,4}) (.*)$/) ?? [];
    return date ? [{ at: Date.parse(`${date}T${time}`), message, text }] : [];
  });
}

/** What says nothing of an attempt. */
const DULL = /^(<= |Completed$|Spool file .* is locked )/;

const recipientOf = (text: string) => text.match(/ for (m\d+)@/)?.[1];

/** What a server said yes to. */
export function takenBy(server: string, log: string): Taken[] {
  return entries(log).flatMap(({ at, message, text }) => {
    const id = text.startsWith('<= ') ? recipientOf(text) : undefined;
    return id ? [{ id, server, as: message, at }] : [];
  });
}

/** What a sender's log has of each message, and the run's id for each of Exim's. */
export function sentBy(log: string): { lines: Line[]; ids: ReadonlyMap<string, string> } {
  const all = entries(log);
  const ids = new Map<string, string>();
  for (const { message, text } of all) {
    const id = text.startsWith('<= ') ? recipientOf(text) : undefined;
    if (id) ids.set(message, id);
  }
  const lines = all.flatMap(({ at, message, text }) => {
    const id = ids.get(message);
    return id && !DULL.test(text) ? [{ id, at, text }] : [];
  });
  return { lines, ids };
}
