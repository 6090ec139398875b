import type { Equal, Forms } from '../session/probe.js';
import type { Reply } from '../session/replies.js';
import { type Exchange, isRight, said, type Transcript } from '../session/transcript.js';
import { show, withoutEcho } from '../text.js';
import { changes, differences } from './difference.js';
import type { Finding } from './finding.js';
import { deviation } from './form.js';
import { KINDS } from './giveaways.js';
import { ownNames, seenIn } from './seen.js';

/** What a server that gives nothing away may say. */
export interface Expectations {
  /** The onion's name and its aliases. */
  readonly names: readonly string[];
  readonly equal: readonly Equal[];
  /** What replies have to be, to the letter. */
  readonly forms?: Forms;
}

/** Looks for everything in everything. The same text in the same reply is one finding, however often it was seen. */
export function judge(
  transcripts: readonly Transcript[],
  secrets: readonly string[],
  expectations: Expectations,
): Finding[] {
  const names = expectations.names.map((name) => name.toLowerCase());
  const sought = { secrets, names, called: ownNames(transcripts, names) };
  const findings = new Map<string, Finding & { readonly probes: string[] }>();
  const add = (where: string, finding: Finding) => {
    // A clock goes on between two sightings, and each message has another identifier.
    const text = finding.kind === 'identifier' ? '' : finding.text;
    const key = [finding.kind, finding.what, text, where].join('\n').replace(/\d+/g, '0');
    const known = findings.get(key);
    if (!known) findings.set(key, { ...finding, probes: [...finding.probes] });
    else known.probes.push(...finding.probes.filter((probe) => !known.probes.includes(probe)));
  };

  for (const transcript of transcripts) {
    const { exchanges, earlier = [] } = transcript;
    const all = [...earlier, ...exchanges];
    const echoed = all.map(({ sent }) => sent).join('');
    for (const exchange of all) {
      const about = { probes: [exchange.name], sent: show(exchange.sent) };
      for (const reply of exchange.replies) {
        const seen = seenIn(reply, exchange, echoed, sought);
        for (const { kind, text, line } of seen) {
          const { what } = KINDS[kind];
          const { cure } = KINDS[reply.code === 'TLS' ? 'certificate' : kind];
          const where = withoutEcho(kind === 'identifier' ? line.replace(text, '') : line, exchange.sent);
          add(where, { kind, what, text: show(text), ...about, received: show(line), cure });
        }
        const form = deviation(reply, exchange, transcript.probe, expectations.forms ?? {}, names);
        if (form && seen.length === 0) add('', { ...form, ...about, received: show(reply.lines[0] ?? '') });
        const wrong = exchanges.includes(exchange) && notRight(reply, transcript, exchange);
        if (wrong) add('', { ...wrong, ...about, received: show(said(reply)) });
      }
    }
    if (transcript.untested !== undefined) {
      const received = show(transcript.untested);
      const about = { probes: [transcript.probe.name], sent: '', received, text: received };
      add('', { kind: 'untested', ...KINDS.untested, ...about });
    }
  }
  for (const finding of changes(transcripts)) add('', finding);
  for (const equal of expectations.equal) {
    for (const finding of differences(equal, transcripts)) add('', finding);
  }
  return [...findings.values()];
}

/** A reply to the probe itself that is none of those that its step allows. */
function notRight(reply: Reply, { probe }: Transcript, { name, step }: Exchange) {
  if (name !== probe.name || !step || isRight(reply, step)) return undefined;
  const { code } = reply;
  if (code === 'silence') return { kind: 'untested' as const, ...KINDS.untested, text: 'no answer' };
  const what = `${probe.topic}: ${code} where ${step.right.join(' or ')} is right`;
  return { kind: 'reply' as const, what, text: code, cure: probe.cure };
}
