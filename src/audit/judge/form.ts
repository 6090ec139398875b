import { chain, type Forms, type Probe } from '../session/probe.js';
import type { Reply } from '../session/replies.js';
import { type Exchange, isRight } from '../session/transcript.js';
import { show } from '../text.js';
import { KINDS } from './giveaways.js';

/** The last reply to a probe, if its code is right but its text has none of the forms that it may have. */
export function deviation(
  { lines: [line = ''], code }: Reply,
  { name, step }: Exchange,
  probe: Probe,
  forms: Forms,
  names: readonly string[],
) {
  const right = forms[name];
  const last = chain(probe)
    .find((each) => each.name === name)
    ?.steps.at(-1);
  if (!right || !step || step !== last || code === 'TLS' || !isRight({ code, lines: [line] }, step)) return;
  if (names.some((own) => right.includes(withoutName(line, own)))) return;
  const { what, cure } = KINDS.mark;
  const allowed = right.join(' or ').replaceAll('$NAME', 'NAME');
  return { kind: 'mark' as const, what: `${what} (more than ${allowed})`, text: show(line), cure };
}

function withoutName(line: string, name: string): string {
  const at = line.toLowerCase().indexOf(name);
  return at < 0 ? line : `${line.slice(0, at)}$NAME${line.slice(at + name.length)}`;
}
