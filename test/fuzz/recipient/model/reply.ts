import { SHORT } from '../../case.js';
import { replyOf } from '../../session/model.js';

/** What a client has to be told: one of these codes, in these words if they are a server's, and how many seconds that may take. */
export interface Due {
  readonly codes: readonly number[];
  readonly text?: string;
  readonly within?: number;
}

/** A server's reply, as a client may hear it. */
export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** What a client is told where a server is of no use; and where one is silent. */
export const FAILED: Due = { codes: [451] };
export const SILENT: Due = { codes: [451], within: SHORT + 1 };

/** What a client is told of a server's reply: 421 would say that we close. */
export function dueOf({ code, lines }: Reply): Due {
  const own = code === 421 ? 451 : code;
  const text = lines.map((line, index) => `${own}${index === lines.length - 1 ? ' ' : '-'}${line}\r\n`);
  return { codes: [own], text: text.join('') };
}

/** What a server has said, and how much of it the program has used up. */
interface Said {
  readonly said: string;
  used: number;
}

/** What the server has said that is not used up. */
export const ahead = (session: Said): string => session.said.slice(session.used);

/** Uses up the reply that the server has said, if it is whole. */
export function takeReply(session: Said): Reply | 'unfinished' | 'none' {
  const reply = replyOf(ahead(session));
  if (typeof reply === 'string') return reply;
  const lines = ahead(session)
    .slice(0, reply.end - 1)
    .split('\n');
  session.used += reply.end;
  return {
    code: reply.code,
    lines: lines.map((line) =>
      line
        .replace(/\r$/, '')
        .slice(4)
        .replace(/[^\t\x20-\x7e]/g, '?'),
    ),
  };
}
