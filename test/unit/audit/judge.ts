import { judge } from '../../../src/audit/judge/judge.js';
import { parseProbes } from '../../../src/audit/session/probe-text.js';
import type { Reply } from '../../../src/audit/session/replies.js';
import type { Exchange, Transcript } from '../../../src/audit/session/transcript.js';

/** The names that the server may say. */
export const ONION = 'onion2y.onion';

/** Three probes, of which two are the same. */
export const [GREETING, ONE, OTHER] = parseProbes(
  '= Topic\n! Cure.\ngreeting  nothing  220  -\none  greeting  250 5xx  VRFY $A\nother  greeting  250 5xx  VRFY $A',
) as [Transcript['probe'], Transcript['probe'], Transcript['probe']];

/** A reply with this text. */
export function reply(text: string, code = text.slice(0, 3)): Reply {
  return { code, lines: text.split('\n') };
}

/** One connection: a probe's command and the replies to it. */
export function transcript(sent: string, replies: Reply[], probe = ONE, values = {}): Transcript {
  const exchange: Exchange = { name: probe.name, step: probe.steps[0], sent: `${sent}\r\n`, replies };
  return { probe, values, exchanges: [exchange] };
}

/** What it is judged by. */
export const EXPECTED = { names: [ONION, 'alias.tor'], equal: [] };

/** What is found in a reply to `sent`, as kind and text. */
export function found(text: string, sent = 'NOOP', secrets: string[] = [], code?: string): string[] {
  const findings = judge([transcript(sent, [reply(text, code)])], secrets, EXPECTED);
  return findings.map((finding) => `${finding.kind} ${finding.text}`);
}
