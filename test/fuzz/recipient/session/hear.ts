import { SLACK } from '../../case.js';
import { firstReply, isReply } from '../../session/model.js';
import { Late } from '../../session/party.js';
import { violation } from '../../session/state.js';
import type { Due } from '../model/reply.js';
import type { Session } from './state.js';

/** Octets in a line of a reply: of ours, and of a server's. */
const [OURS, SERVERS] = [512, 2049];

/** The next thing that the client hears has to be one of these; gives its code. */
export async function hear(session: Session, ...dues: readonly Due[]): Promise<number> {
  const { client, record, bell } = session;
  const codes = dues.flatMap((each) => each.codes);
  const line = `client < ${codes.length === 1 ? codes[0] : ''}*\\r\\n`;
  const [within] = dues.flatMap((each) => each.within ?? []);
  const seconds = within === undefined ? undefined : within + SLACK;
  const isThere = () => firstReply(client.heard) !== undefined || client.end;
  const late = (error: unknown) => {
    if (!(error instanceof Late)) throw error;
    violation(session, strange(session) ?? 'no reply in time', line);
  };
  await bell.until(() => isThere() || strange(session), seconds).catch(late);
  // The sockets of a session do not tell what was first.
  await bell.until(isThere, 1).catch(late);
  const text = firstReply(client.heard);
  if (text === undefined) violation(session, `closed (${client.end}) without a reply`, line);
  client.heard = client.heard.slice(text.length);
  const code = Number(text.slice(0, 3));
  const trimmed = (words = '') => words.replace(/ +\r\n/g, '\r\n').slice(3);
  const known = dues.filter((each) => each.codes.includes(code));
  const isOne = known.some((due) =>
    due.text === undefined ? isReply(text, OURS) : trimmed(text) === trimmed(due.text),
  );
  if (!isReply(text, SERVERS)) violation(session, `no SMTP reply: ${JSON.stringify(text)}`, line);
  if (known.length === 0) violation(session, `a ${code} in place of ${codes}`, line);
  if (!isOne) violation(session, `neither ours nor what the server said: ${JSON.stringify(text)}`, line);
  record.said('client', '<', text);
  return code;
}

/** What the program does where the client is waiting for its reply, and should not. */
function strange({ dials: [dial], tor, isInMessage }: Session): string | undefined {
  if (dial) return `a dial for ${dial.request?.host} that is not due`;
  if (!tor || tor.left || tor.heard === '' || isInMessage) return undefined;
  return `the server heard ${JSON.stringify(tor.heard)}, and nothing is due`;
}
