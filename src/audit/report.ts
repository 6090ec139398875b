import type { Finding } from './judge/finding.js';
import { KINDS, type Kind } from './judge/giveaways.js';
import { isRight, repliesText, type Transcript } from './session/transcript.js';
import { show } from './text.js';

/** The result of an audit. */
export interface Result {
  readonly server: string;
  readonly onion: string;
  readonly transcripts: readonly Transcript[];
  readonly findings: readonly Finding[];
  /** Names of the probes that were left out, by the option that they need. */
  readonly leftOut: Readonly<Record<string, readonly string[]>>;
  /** What was done that the findings do not show. */
  readonly notes: readonly string[];
  /** Names that were said and that should not be in the log of the domain's name server. */
  readonly toLookFor: readonly string[];
  readonly seconds: number;
}

/** A line for each probe: its name, what was sent, what came back, and what that gives away. */
export function table({ transcripts, findings }: Result, width: number): string {
  const cellWidth = Math.max(20, Math.floor((width - 52) / 2));
  const cell = (text: string, size: number) => show(text, size).padEnd(size);
  return transcripts
    .map(({ probe, exchanges, untested }) => {
      const own = exchanges.filter(({ name }) => name === probe.name);
      const kinds = findings.filter(({ probes }) => probes.includes(probe.name)).map(({ kind }) => kind);
      // The first that is not right; or else the last, or the one before that if the server then only closed.
      const wrong = own.find(({ step, replies }) => step && replies.some((reply) => !isRight(reply, step)));
      const last =
        wrong ?? own.findLast(({ replies }) => replies.some(({ lines }) => lines.length > 0)) ?? own.at(-1);
      const sent = last?.sent || '-';
      const received = untested ?? (last ? repliesText(last) : '');
      return `${probe.name.padEnd(26)} ${cell(sent, cellWidth)} ${cell(received, cellWidth)} ${[...new Set(kinds)].join(', ')}`.trimEnd();
    })
    .join('\n');
}

/** Stands below the findings. */
const WHERE = 'Files in brackets are in contrib/exim4/conf.d; contrib/README.md says how to install them.';

const ORDER = Object.keys(KINDS) as Kind[];

/** A block for each reply that gives something away, the worst first: what was sent, what it tells, and what to do. */
export function details(findings: readonly Finding[]): string {
  const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const places = new Map<string, Finding[]>();
  for (const finding of sorted) {
    const place = `${finding.sent}\n${finding.received}`;
    places.set(place, [...(places.get(place) ?? []), finding]);
  }
  const blocks = [...places.values()].map(block);
  return [...blocks, ...(blocks.length > 0 ? [WHERE] : [])].join('\n\n');
}

function block(findings: readonly Finding[]): string {
  const probes = [...new Set(findings.flatMap((finding) => finding.probes))];
  const more = probes.length > 3 ? [...probes.slice(0, 3), `${probes.length - 3} more`] : probes;
  const entries: [string, readonly string[]][] = [
    ['sent', [findings[0]?.sent || '(nothing)']],
    ['in', [more.join(', ')]],
    ['tells', findings.map(tells)],
    ['cure', [...new Set(findings.map(({ cure }) => cure))]],
  ];
  const lines = entries.flatMap(([key, values]) =>
    values.map((value, index) => `  ${(index === 0 ? key : '').padEnd(7)}${value}`),
  );
  return [findings[0]?.received, ...lines].join('\n');
}

function tells({ kind, what, text }: Finding): string {
  return ['reply', 'difference', 'untested'].includes(kind) ? what : `${what}: ${text}`;
}

/** Notes, and what is left for the reader to do. */
export function remarks({ notes, toLookFor }: Result): string {
  const [first] = toLookFor;
  if (first === undefined) return notes.join('\n');
  const domain = first.slice(first.indexOf('.') + 1);
  const labels = toLookFor.map((name) => name.slice(0, -domain.length - 1)).join(' ');
  return [
    ...notes,
    `The log of the name server must have nothing of ${domain}, where these names were said: ${labels}`,
  ].join('\n');
}

/** The last line: how many probes, and how many findings. */
export function summary({ server, transcripts, findings, leftOut, seconds }: Result): string {
  const untested = findings.filter(({ kind }) => kind === 'untested').flatMap(({ probes }) => probes).length;
  const leaks = findings.filter(({ kind }) => kind !== 'untested').length;
  const left = Object.entries(leftOut).map(([option, probes]) => `${probes.length} without ${option}`);
  const counts = left.length > 0 ? [`left out: ${left.join(', ')}`] : [];
  if (untested > 0) counts.unshift(`${untested} could not be tried`);
  const found =
    leaks === 0 ? 'nothing gives it away' : `${leaks} thing${leaks === 1 ? '' : 's'} give it away`;
  return `${server}: ${transcripts.length} probes in ${Math.round(seconds)} s, ${[found, ...counts].join('; ')}.`;
}

/** Everything, as JSON. Each octet is the character of the same number. */
export function json({ transcripts, findings, ...rest }: Result): string {
  const probes = transcripts.map(({ probe, exchanges, untested }) => ({
    name: probe.name,
    topic: probe.topic,
    untested,
    exchanges: exchanges.map(({ name, sent, replies, step }) => ({
      name,
      sent,
      right: step?.right,
      replies,
    })),
  }));
  const text = JSON.stringify({ ...rest, findings, probes }, null, 2);
  return text.replace(/[\x7f-\xff]/g, (octet) => `\\u00${octet.charCodeAt(0).toString(16)}`);
}
