import { type Failure, isFailure, status, TOR_SILENT } from '../../replies.js';
import { type Answer, introduce } from '../../server/ehlo.js';
import { readGreeting } from '../../server/greeting.js';
import { NEVER } from '../../wire/cancellation.js';
import { within } from '../../wire/deadline.js';
import type { Door } from './doors.js';
import type { Outcome, Stage, Tell } from './stage.js';

/** Goes the way up to the server's answer to EHLO, then says QUIT; tells each stage. No message is sent. Milliseconds. */
export async function walk(door: Door, timeout: number, tell: Tell): Promise<Outcome> {
  const fail = (name: Stage['name'], { reply, cause }: Failure): Outcome => {
    const text = String(reply.text);
    tell(name, `${status(reply)} ${text} (${cause})`, true);
    return { reached: false, status: status(reply), text, extensions: [] };
  };
  return within(timeout, TOR_SILENT, NEVER, async ({ cancellation }) => {
    const peer = await door.open(cancellation);
    if (isFailure(peer)) return fail(door.first, peer);
    tell(door.first, door.opened);
    const server = await readGreeting(peer, cancellation);
    if (isFailure(server)) {
      peer.destroy();
      return fail(door.second, server);
    }
    tell(door.second, door.greeted);
    const answer = await introduce(server, `EHLO ${door.names}`, false, cancellation);
    const outcome = isFailure(answer) ? fail('ehlo', answer) : heard(answer, tell);
    void peer.write('QUIT\r\n');
    void peer.close();
    tell('quit', 'QUIT');
    return outcome;
  });
}

function heard({ code, text }: Answer, tell: Tell): Outcome {
  const lines = text.trimEnd().split(/\r?\n/);
  const last = lines.at(-1) ?? '';
  const reached = code < 300;
  const extensions = reached ? lines.slice(1).map((line) => line.slice(4)) : [];
  const list = extensions.join(', ') || 'no extensions';
  tell('ehlo', reached ? `the server takes EHLO: ${list}` : last, !reached);
  const [, enhanced, words] = last.match(/^\d{3}[ -](\d\.\d+\.\d+) ?(.*)/) ?? [];
  return {
    reached,
    status: enhanced ? `${code} ${enhanced}` : `${code}`,
    text: words ?? last.slice(4),
    extensions,
  };
}
