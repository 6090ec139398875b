import { KINDS } from './giveaways.js';
import type { Finding } from './judge.js';
import type { Equal } from './probe.js';
import { type Exchange, said, type Transcript } from './run.js';
import { show, withoutEcho } from './text.js';

/** Compares what came back for probes that must be answered alike: the first with each of the others. */
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
    const received = both.map((exchange) => show(exchange ? heard(exchange) : '', 200)).join('  |  ');
    const names = [first.probe.name, other.probe.name];
    const { cure } = KINDS.difference;
    return [{ kind: 'difference', what: tells, text: received, probes: names, sent, received, cure }];
  });
}

const own = ({ probe, exchanges }: Transcript) => exchanges.filter(({ name }) => name === probe.name);
const heard = ({ replies }: Exchange) => replies.map(said).join('\n');

/** The replies to each of a probe's own steps, without the names that were sent. */
function masked(transcript: Transcript): string[] {
  const exchanges = own(transcript);
  const sent = exchanges.map((each) => each.sent).join(' ');
  return exchanges.map((exchange) => withoutEcho(heard(exchange), sent));
}
