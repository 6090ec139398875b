import { closeSync, constants, openSync, writeSync } from 'node:fs';

/** The fields of a session's log line. Undefined ones are left out. */
export type Fields = Readonly<Record<string, string | number | undefined>>;

/** Where the program reports. */
export interface Log {
  /** Logs the line of a session, as key=value. */
  session(fields: Fields): void;
  /** Shows what is going on, at a terminal only. */
  progress(text: string): void;
  /** Logs an error in this program or in its options. */
  fault(what: unknown): void;
}

/** Where the log goes, and what it may hold. */
export interface LogSettings {
  readonly file?: string | undefined;
  /** Standard error can be written to: it is not the mail connection. */
  readonly stderr: boolean;
  readonly terminal: boolean;
  /** Names are left in. */
  readonly names: boolean;
}

/** Logs to the file, or else to standard error, or else nowhere. A line that cannot be written is dropped. */
export function openLog({ file, stderr, terminal, names }: LogSettings): Log {
  function write(text: string) {
    // A journal adds the time, and a terminal does not need it.
    if (file !== undefined) append(file, `${new Date().toISOString()} tor-smtp[${process.pid}]: ${text}\n`);
    else if (stderr) print(text);
  }
  const shown = (key: string, value: string) =>
    quoted(names ? value : NAMES.has(key) ? SCRUBBED : scrub(value));
  return {
    session(fields) {
      const known = Object.entries(fields).filter(([, value]) => value !== undefined);
      write(
        known
          .map(([key, value]) => `${key}=${typeof value === 'string' ? shown(key, value) : value}`)
          .join(' '),
      );
    },
    progress(text) {
      if (terminal && stderr) print(text);
    },
    fault(what) {
      const text = what instanceof Error ? (what.stack ?? what.message) : String(what);
      write(names ? text : scrub(text));
    },
  };
}

// A full disk, or a journal or a terminal that has gone, is no reason to lose a connection. The file is opened for each line, so
// it can be rotated at any time; and without waiting, in case it is a pipe that nobody reads.
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

function append(file: string, line: string) {
  try {
    const descriptor = openSync(file, APPEND);
    try {
      writeSync(descriptor, line);
    } finally {
      closeSync(descriptor);
    }
  } catch {}
}

function print(text: string) {
  try {
    writeSync(2, `tor-smtp: ${text}\n`);
  } catch {}
}

/** The fields that are names. */
const NAMES = new Set(['from', 'to']);
const SCRUBBED = '[scrubbed]';

/** Removes every .onion or .tor name. */
function scrub(text: string): string {
  return text.replace(/[\w.-]+\.(onion|tor)\b/gi, SCRUBBED);
}

/** Quotes a value that JSON would change, or that has a space. */
function quoted(value: string): string {
  const text = JSON.stringify(value);
  return text.length === value.length + 2 && !value.includes(' ') ? value : text;
}
