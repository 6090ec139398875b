import { appendFileSync, writeSync } from 'node:fs';

/** The fields of a session's line; one that is undefined is left out. */
export type Fields = Readonly<Record<string, string | number | undefined>>;

export interface Log {
  /** The line of a session, key=value. */
  session(fields: Fields): void;
  /** What is going on, for somebody at a terminal. */
  progress(text: string): void;
  /** An error in this program, or in its options. */
  fault(what: unknown): void;
}

export interface LogSettings {
  readonly file?: string | undefined;
  /** Standard error is not the mail connection. */
  readonly stderr: boolean;
  readonly terminal: boolean;
  readonly names: boolean;
}

/** A log to the file, else to standard error, else nowhere. A line that cannot be written is lost; the mail goes on. */
export function openLog({ file, stderr, terminal, names }: LogSettings): Log {
  function write(text: string) {
    // A journal or a terminal has its own clock; a file has not.
    if (file !== undefined) append(file, `${new Date().toISOString()} tor-smtp[${process.pid}]: ${text}\n`);
    else if (stderr) print(text);
  }
  return {
    session(fields) {
      const words = Object.entries(fields).filter(([, value]) => value !== undefined);
      write(
        words.map(([key, value]) => `${key}=${word(names ? `${value}` : scrub(key, `${value}`))}`).join(' '),
      );
    },
    progress(text) {
      if (terminal && stderr) print(text);
    },
    fault(what) {
      const text = what instanceof Error ? (what.stack ?? what.message) : String(what);
      write(names ? text : scrub('', text));
    },
  };
}

// A full disk, or a journal or terminal that has gone, is no reason to lose a connection.

function append(file: string, line: string) {
  try {
    appendFileSync(file, line);
  } catch {}
}

function print(text: string) {
  try {
    writeSync(2, `tor-smtp: ${text}\n`);
  } catch {}
}

/** The time since `start`, which Date.now() gave, in seconds. */
export function secondsSince(start: number): string {
  return ((Date.now() - start) / 1000).toFixed(1);
}

/** A value with spaces is quoted. */
function word(value: string): string {
  return /[\s"]/.test(value) ? JSON.stringify(value) : value;
}

/** Takes the names out: the fields that are names, and every .onion or .tor name in the others. */
function scrub(key: string, value: string): string {
  if (key === 'from' || key === 'to') return '[scrubbed]';
  return value.replace(/[\w.-]+\.(onion|tor)\b/gi, '[scrubbed]');
}
