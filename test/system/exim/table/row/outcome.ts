import type { Outcome } from './row.js';

/** The outcome that the lines at the bottom of a row say. */
export function readOutcome([first = '', ...rest]: readonly string[], message: string): Outcome {
  const header = rest.length > 0 ? `${rest.join('\n')}\n` : '';
  const [, kind, said = ''] =
    first.match(
      /^(refused|waits|leaves whole|leaves outside|leaves|as it is or refused|as it is|stays)(?: (.*))?$/,
    ) ?? [];
  if (kind === 'refused' || kind === 'waits') return { kind, words: said.split(' & ').filter(Boolean) };
  if (kind === 'leaves' || kind === 'leaves whole') return { kind, header };
  if (kind === 'as it is') return { kind: 'leaves', header: headerOf(message) };
  if (kind === 'as it is or refused') return { kind: 'safe', header: headerOf(message) };
  if (kind === 'stays' || kind === 'leaves outside') return { kind };
  throw new Error(`no outcome: ${first}`);
}

/** A message's header as written, without the empty line. */
export function headerOf(message: string): string {
  const end = message.startsWith('\n') ? 0 : message.indexOf('\n\n') + 1;
  return message.slice(0, end);
}
