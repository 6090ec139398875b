import type { Site } from './site.js';

/** What happened on a site because of something. */
export interface Outgoing {
  /** Messages that left it. */
  readonly messages: readonly string[];
  /** What was asked of DNS. */
  readonly questions: readonly string[];
  /** How many connections were opened. */
  readonly opened: number;
  /** Messages that Exim made itself. */
  readonly made: readonly string[];
}

export const NOTHING: Outgoing = { messages: [], questions: [], opened: 0, made: [] };

/** Does something, has Exim try all that waits once more, and looks what came of it. */
export async function because(site: Site, act: () => Promise<unknown>): Promise<Outgoing> {
  const earlier = await site.counted();
  const written = site.log().length;
  await act();
  await site.idle();
  await site.exim(['-qff']);
  await site.idle();
  const later = await site.counted();
  return {
    messages: later.messages.slice(earlier.messages.length),
    questions: later.questions.slice(earlier.questions.length),
    opened: later.opened - earlier.opened,
    made:
      site
        .log()
        .slice(written)
        .match(/<= <> (?!H=).*/g) ?? [],
  };
}
