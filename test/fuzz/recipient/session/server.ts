import { setImmediate as turn } from 'node:timers/promises';
import { replyOf } from '../../session/model.js';
import { serverLeaves, serverSays, violation } from '../../session/state.js';
import { ahead, type Due, FAILED, type Reply, SILENT, takeReply } from '../model/reply.js';
import type { Answer, Stage } from '../plan/server.js';
import { leavesAt } from './client.js';
import type { Session } from './state.js';

/** The server says something, and leaves behind it, unless there is more than the program will read at once. */
export async function says(session: Session, { segments, leaves }: Answer): Promise<void> {
  for (const segment of segments) {
    serverSays(session, segment);
    await turn();
  }
  const reply = replyOf(ahead(session));
  const isMore = typeof reply === 'object' && reply.end < ahead(session).length;
  if (leaves && !isMore) serverLeaves(session, leaves);
}

/** The server hears this next; or, where it has spoken ahead, maybe nothing more. */
async function hears(session: Session, line: string): Promise<void> {
  const { tor, bell, record } = session;
  if (!tor || tor.left) return;
  const isAhead = ahead(session) !== '';
  await bell
    .until(() => tor.heard.length >= line.length || tor.heard.includes('\n') || tor.end)
    .catch(() => {});
  if (tor.heard.startsWith(line)) {
    record.said('server', '<', line);
    tor.heard = tor.heard.slice(line.length);
  } else if (isAhead && tor.end && line.startsWith(tor.heard)) tor.left = true;
  else {
    record.said('server', '<', line);
    violation(session, `the server heard ${JSON.stringify(tor.heard)}, not ${JSON.stringify(line)}`);
  }
}

/** A command that the server hears, and what it replies; or, where that is of no use, what the client is told. */
export async function ask(session: Session, command: string, stage: Stage): Promise<Reply | Due> {
  const { tor, server, asked, plan } = session;
  if (!tor) throw new Error('no server');
  await hears(session, `${command}\r\n`);
  leavesAt(session, stage);
  if (plan.silence === stage && !session.isSilent) {
    session.isSilent = true;
    return SILENT;
  }
  const times = asked.get(stage) ?? 0;
  asked.set(stage, times + 1);
  return answered(session, server.answers[stage][times % server.answers[stage].length] ?? { segments: [] });
}

/** The server's reply to something that it has heard; or, where that is of no use, what the client is told. */
export async function answered(session: Session, answer: Answer): Promise<Reply | Due> {
  const { tor, server } = session;
  const isUnanswered = replyOf(ahead(session)) === 'unfinished';
  if (!tor?.left && (isUnanswered || server.isOutOfStep)) await says(session, answer);
  const reply = takeReply(session);
  if (reply === 'unfinished') serverLeaves(session);
  return typeof reply === 'string' ? FAILED : reply;
}

/** Silence of Tor, or of a server before its greeting. */
export function fallsSilent(session: Session, at: 'dial' | 'greeting'): Due | undefined {
  if (session.plan.silence !== at || session.isSilent) return undefined;
  session.isSilent = true;
  return SILENT;
}

/** A server that should have been let go has not been. */
export const staysOpen = (session: Session): never =>
  violation(session, 'a connection to Tor stays open', 'server < [closed]');

/** The program lets the server go, with QUIT or without a word. `mayLack`: chance decides which. */
export async function letGo(session: Session, word: 'QUIT\r\n' | '', mayLack = false): Promise<void> {
  const { tor, record, bell } = session;
  if (!tor) return;
  const isAhead = ahead(session) !== '';
  await bell.until(() => tor.end).catch(() => staysOpen(session));
  if (!tor.left) {
    const { heard } = tor;
    if (word !== heard && !((isAhead || mayLack) && word.startsWith(heard)))
      violation(
        session,
        `the server heard ${JSON.stringify(heard)}`,
        `server < ${JSON.stringify(word).slice(1, -1)}`,
      );
    record.said('server', '<', heard);
    record.line('server < [closed]');
  }
  tor.heard = '';
  tor.left = true;
  session.tor = undefined;
}
