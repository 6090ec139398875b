import { chain, type Equal } from '../session/probe.js';
import { type Exchange, isRight, repliesText, type Transcript } from '../session/transcript.js';
import { show, withoutEcho } from '../text.js';
import type { Finding } from './finding.js';
import { KINDS, PATTERNS } from './giveaways.js';

/** Compares the answers to probes that must be answered alike: the first with each of the others. */
export function differences({ tells, probes }: Equal, transcripts: readonly Transcript[]): Finding[] {
  const [first, ...others] = probes.flatMap((name) =>
    transcripts.filter(({ probe, untested }) => probe.name === name && untested === undefined),
  );
  if (!first) return [];
  return others.flatMap((other) => {
    const [one, two] = [masked(first), masked(other)];
    const at = one.findIndex((replies, index) => replies !== two[index]);
    if (at < 0 && one.length === two.length) return [];
    const both = [first, other].map((transcript) => own(transcript).at(at));
    const sent = both.map((exchange) => show(exchange?.sent ?? '', 200)).join('  |  ');
    const received = both.map((exchange) => show(exchange ? repliesText(exchange) : '', 200)).join('  |  ');
    const names = [first.probe.name, other.probe.name];
    const { cure } = KINDS.difference;
    return [{ kind: 'difference', what: tells, text: received, probes: names, sent, received, cure }];
  });
}

/**
 * Compares the answers to the same words on all connections, if another probe follows them there: a server that counts its
 * clients, or shows how busy it is, answers the next connection differently.
 */
export function changes(transcripts: readonly Transcript[]): Finding[] {
  const followed = transcripts.flatMap(({ probe }) => (probe.before ? chain(probe.before) : []));
  const names = new Set(followed.map(({ name }) => name));
  const first = new Map<string, Exchange>();
  const changed = new Map<string, Finding>();
  for (const exchange of transcripts.flatMap(({ exchanges }) => exchanges)) {
    const { name, step, sent, replies } = exchange;
    if (!names.has(name) || !step || !replies.every((reply) => isRight(reply, step))) continue;
    const key = `${name}\n${sent}`;
    const earlier = first.get(key) ?? exchange;
    first.set(key, earlier);
    const texts = [earlier, exchange].map(repliesText);
    const [one, two] = texts.map(timeless);
    if (one === two || changed.has(key)) continue;
    const received = texts.map((text) => show(text, 200)).join('  |  ');
    changed.set(key, {
      kind: 'difference',
      what: 'something that changes from one connection to the next',
      text: received,
      probes: [name],
      sent: show(sent),
      received,
      cure: KINDS.mark.cure,
    });
  }
  return [...changed.values()];
}

/** A text without times, which are findings of their own. */
export function timeless(text: string): string {
  return PATTERNS.reduce(
    (rest, { kind, pattern }) => (kind === 'time' ? rest.replace(pattern, '') : rest),
    text,
  );
}

/** A probe's exchanges without those of the probes before it. */
const own = ({ probe, exchanges }: Transcript) => exchanges.filter(({ name }) => name === probe.name);

/** The replies to each of a probe's own steps, without the names that were sent. */
function masked(transcript: Transcript): string[] {
  const exchanges = own(transcript);
  const sent = exchanges.map((each) => each.sent).join(' ');
  return exchanges.map((exchange) => withoutEcho(repliesText(exchange), sent));
}
