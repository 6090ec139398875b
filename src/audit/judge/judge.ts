import type { Equal, Forms } from '../session/probe.js';
import type { Reply } from '../session/replies.js';
import { type Exchange, isRight, replyText, type Transcript } from '../session/transcript.js';
import { show, withoutEcho } from '../text.js';
import { changes, differences } from './difference.js';
import type { Finding } from './finding.js';
import { deviation } from './form.js';
import { KINDS } from './giveaways.js';
import { ownNames, type Sought, seenIn } from './seen.js';

/** What a server that gives nothing away may say. */
export interface Expectations {
  /** The onion's name and its aliases. */
  readonly names: readonly string[];
  readonly equal: readonly Equal[];
  /** What replies have to be, to the letter. */
  readonly forms?: Forms;
}

/** A finding, and the text around it: the same thing in another text is another finding. */
interface Sighting {
  readonly finding: Finding;
  readonly context?: string;
}

/** Looks for everything in everything. The same text in the same reply is one finding, however often it was seen. */
export function judge(
  transcripts: readonly Transcript[],
  secrets: readonly string[],
  { names, equal, forms = {} }: Expectations,
): Finding[] {
  const own = names.map((name) => name.toLowerCase());
  const sought = { secrets, names: own, otherNames: ownNames(transcripts, own) };
  const compared = [...changes(transcripts), ...equal.flatMap((each) => differences(each, transcripts))];
  return merge([
    ...transcripts.flatMap((transcript) => inTranscript(transcript, sought, forms)),
    ...compared.map((finding) => ({ finding })),
  ]);
}

function inTranscript(transcript: Transcript, sought: Sought, forms: Forms): Sighting[] {
  const { exchanges, earlier = [], probe, untested } = transcript;
  const all = [...earlier, ...exchanges];
  const sent = all.map((exchange) => exchange.sent).join('');
  const sightings = all.flatMap((exchange) =>
    exchange.replies.flatMap((reply) => inReply(reply, exchange, transcript, sent, sought, forms)),
  );
  if (untested !== undefined) {
    const received = show(untested);
    const origin = { probes: [probe.name], sent: '', received, text: received };
    sightings.push({ finding: { kind: 'untested', ...KINDS.untested, ...origin } });
  }
  return sightings;
}

/** `sent` is all that was sent on the connections of the transcript. */
function inReply(
  reply: Reply,
  exchange: Exchange,
  transcript: Transcript,
  sent: string,
  sought: Sought,
  forms: Forms,
): Sighting[] {
  const origin = { probes: [exchange.name], sent: show(exchange.sent) };
  const sightings: Sighting[] = seenIn(reply, exchange, sent, sought).map(({ kind, text, line }) => {
    const { what } = KINDS[kind];
    const { cure } = KINDS[reply.code === 'TLS' ? 'certificate' : kind];
    const context = withoutEcho(kind === 'identifier' ? line.replace(text, '') : line, exchange.sent);
    return { finding: { kind, what, text: show(text), ...origin, received: show(line), cure }, context };
  });
  const form = sightings.length === 0 && deviation(reply, exchange, transcript.probe, forms, sought.names);
  if (form) sightings.push({ finding: { ...form, ...origin, received: show(reply.lines[0] ?? '') } });
  const wrong = transcript.exchanges.includes(exchange) && notRight(reply, transcript, exchange);
  if (wrong) sightings.push({ finding: { ...wrong, ...origin, received: show(replyText(reply)) } });
  return sightings;
}

/** A reply to the probe itself that is none of those that its step allows. */
function notRight(reply: Reply, { probe }: Transcript, { name, step }: Exchange) {
  if (name !== probe.name || !step || isRight(reply, step)) return undefined;
  const { code } = reply;
  if (code === 'silence') return { kind: 'untested' as const, ...KINDS.untested, text: 'no answer' };
  const what = `${probe.topic}: ${code} where ${step.right.join(' or ')} is right`;
  return { kind: 'reply' as const, what, text: code, cure: probe.cure };
}

/** Makes one finding of all sightings of the same, with the probes of each. */
function merge(sightings: readonly Sighting[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const { finding, context = '' } of sightings) {
    // A clock goes on between two sightings, and each message has another identifier.
    const text = finding.kind === 'identifier' ? '' : finding.text;
    const key = [finding.kind, finding.what, text, context].join('\n').replace(/\d+/g, '0');
    const first = findings.get(key) ?? finding;
    findings.set(key, { ...first, probes: [...new Set([...first.probes, ...finding.probes])] });
  }
  return [...findings.values()];
}
