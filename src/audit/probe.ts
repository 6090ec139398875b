/** One thing to try. */
export interface Probe {
  readonly name: string;
  /** What a group of probes is about, and what to do about a reply that is not right. */
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

/** Something is sent, if anything, and something comes back. */
export interface Step {
  /** As it stands in the file: with names and escapes, without the CRLF; empty to send nothing and listen. */
  readonly send: string;
  readonly times: number;
  /** The replies that are right: a code, one as 5xx, `close` or `silence`. */
  readonly right: readonly string[];
}

/** What the names in probes stand for. */
export type Values = Readonly<Record<string, string>>;

/** Probes whose replies must be the same, and what a difference would tell. One alone: for all its values. */
export interface Equal {
  readonly tells: string;
  readonly probes: readonly string[];
}

/** What the first line of the reply to a probe may be, to the letter; $NAME in it is a name of the onion. */
export type Forms = Readonly<Record<string, readonly string[]>>;

const REPLY = /^([2-5](\d\d|xx)|close|silence)$/;

/** Reads a file of probes; its columns are explained in the first one. A probe may follow one of an `earlier` file. */
export function parseProbes(text: string, earlier: readonly Probe[] = []): Probe[] {
  const probes = new Map(earlier.map((probe) => [probe.name, probe]));
  const found: { -readonly [Key in keyof Probe]: Probe[Key] }[] = [];
  let topic = '';
  let cure = '';
  for (const [index, line] of text.split('\n').entries()) {
    const wrong = (what: string) => new Error(`line ${index + 1}: ${what}: ${line}`);
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (line.startsWith('= ')) topic = line.slice(2);
    else if (line.startsWith('! ')) cure = line.slice(2);
    else {
      const [, name, place, codes, send] =
        line.match(/^(\S*)\s{2,}(\S+)\s{2,}(\S+(?: \S+)*)\s{2,}(.*)$/) ?? [];
      if (name === undefined || !place || !codes || !send) throw wrong('not four columns');
      const right = codes.split(' ');
      if (!right.every((reply) => REPLY.test(reply))) throw wrong('no such reply');
      const step = { send: send === '-' ? '' : send, times: 1, right };
      if (name === '') {
        const times = place === 'then' ? 1 : Number(place.match(/^(\d+)x$/)?.[1]);
        const last = found.at(-1);
        if (!last || !(times > 0)) throw wrong('goes on with nothing');
        last.steps = [...last.steps, { ...step, times }];
        continue;
      }
      const before = probes.get(place);
      if (!before && place !== 'nothing') throw wrong('comes after a probe that is not there');
      if (probes.has(name)) throw wrong('a second one of that name');
      const probe = {
        name,
        topic: topic.replace(' (messages)', ''),
        cure,
        before,
        steps: [step],
        ...kindOf(topic),
      };
      probes.set(name, probe);
      found.push(probe);
    }
  }
  return found;
}

const kindOf = (topic: string) => ({
  slow: topic.includes('(slow)'),
  sends: topic.includes('(messages)'),
});

/** Reads the file that says which replies must be the same. */
export function parseEqual(text: string, probes: readonly Probe[]): Equal[] {
  const names = new Set(probes.map((probe) => probe.name));
  return pairs(text).map(([tells, list]) => {
    const equal = list.split(/\s+/);
    const missing = equal.find((name) => !names.has(name));
    if (missing !== undefined) throw new Error(`no probe ${missing}: ${tells}`);
    return { tells, probes: equal };
  });
}

/** Reads the file that says what replies have to be. */
export function parseForms(text: string, probes: readonly Probe[]): Forms {
  return Object.fromEntries(
    pairs(text).map(([name, list]) => {
      if (!probes.some((probe) => probe.name === name)) throw new Error(`no probe ${name}`);
      return [name, list.split(/\s*\|\s*/)];
    }),
  );
}

/** Lines of two texts with a colon between them. */
function pairs(text: string): [string, string][] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [left = '', right = ''] = line.split(/\s+:\s+/);
    return [left, right.trim()];
  });
}

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

/** What a step sends, each octet one character (latin1), the CRLF included. */
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
