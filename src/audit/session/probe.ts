/** One thing to try. */
export interface Probe {
  readonly name: string;
  /** What the probe's group is about, and what to do about a reply that is not right. */
  readonly topic: string;
  readonly cure: string;
  /** The probe that goes before it on the same connection; undefined: it is the first. */
  readonly before: Probe | undefined;
  readonly steps: readonly Step[];
  /** It waits for the server's time-outs. */
  readonly slow: boolean;
  /** It sends messages: what follows a 354 reply is the text of one. */
  readonly sends: boolean;
}

/** Something that is sent, and what may come back. */
export interface Step {
  /** As it stands in the file: with names and escapes, without the CRLF; empty to send nothing and listen. */
  readonly send: string;
  /** How often it is sent. */
  readonly times: number;
  /** The replies that are right: a code, one as 5xx, `close` or `silence`. */
  readonly right: readonly string[];
}

/** What the names in probes stand for. */
export type Values = Readonly<Record<string, string>>;

/** Probes whose replies must be the same, and what a difference would tell. A single one: for all its values. */
export interface Equal {
  readonly tells: string;
  readonly probes: readonly string[];
}

/** What the first line of the reply to a probe may be, to the letter; $NAME in it is a name of the onion. */
export type Forms = Readonly<Record<string, readonly string[]>>;

/** A probe and those before it, in the order they run. */
export function chain(probe: Probe): Probe[] {
  return [...(probe.before ? chain(probe.before) : []), probe];
}

/** The names that a probe, or one before it, needs. */
export function needs(probe: Probe): string[] {
  const sent = chain(probe).flatMap(({ steps }) => steps.map((step) => step.send));
  return [...new Set(sent.flatMap((send) => [...send.matchAll(NAME)].map(([, name = '']) => name)))];
}

const NAME = /\$([A-Z]+)/g;
const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '\\': '\\' };

/** What a step sends, with its CRLF, each octet one character (latin1). */
export function octets({ send }: Step, values: Values): string {
  if (send === '') return '';
  const text = send
    .replace(NAME, (all, name: string) => values[name] ?? all)
    .replace(/\{(.+?)\*(\d+)\}/g, (_all, what: string, times) => what.repeat(Number(times)))
    .replace(/\\(?:x([0-9A-Fa-f]{2})|(.))/g, (_all, hex: string | undefined, letter: string) =>
      hex === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return `${text}\r\n`;
}
