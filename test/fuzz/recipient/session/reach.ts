import { serverLeaves, violation } from '../../session/state.js';
import { answerRequest, requestLine } from '../../session/tor.js';
import { type Due, dueOf, FAILED, takeReply } from '../model/reply.js';
import type { Goal } from '../plan/names.js';
import { DIALS, type PlanByRecipient } from '../plan/plan.js';
import { willing } from '../plan/server.js';
import { leavesAt } from './client.js';
import { ask, fallsSilent, letGo, says } from './server.js';
import type { Session, Transaction } from './state.js';

/** REP for which another circuit may do better; and the one that says that a name can never work. */
const OF_CIRCUIT = [1, 4, 6, 0xf2, 0xf3, 0xf7];
const NO_NAME = 0xf6;
const CIRCUITS = 3;
/** What is made of a SOCKS port that answers oddly depends on the octets. */
const ODD: Due = { codes: [451, 550] };

/** The program dials, and comes so far that the server has accepted MAIL; if not, gives what RCPT is told. */
export async function reach(
  session: Session,
  goal: Goal,
  transaction: Transaction,
): Promise<Due | undefined> {
  for (let circuits = 1; ; circuits += 1) {
    const result = await dial(session, goal);
    if (result === 'connected') return introduce(session, transaction);
    await letGo(session, '');
    const { dials, client, bell } = session;
    const isOver = () => client.heard !== '' || client.end;
    if (result === 'odd') await bell.until(() => dials.length > 0 || isOver()).catch(() => {});
    const isLast = circuits === CIRCUITS || (result === 'odd' && isOver());
    if (isLast || typeof result === 'object') return typeof result === 'object' ? result : ODD;
  }
}

/** One connection to Tor, up to the greeting of the server; or 'another' has to follow, or may; or what RCPT is told. */
async function dial(session: Session, goal: Goal): Promise<Due | 'connected' | 'another' | 'odd'> {
  const { plan, record, bell, dials } = session;
  const wanted = `tor    < dial ${goal.host}:${goal.port}`;
  await bell
    .until(() => dials.length > 0 || session.client.heard !== '' || session.client.end)
    .catch(() => {});
  const dial = dials.shift();
  if (!dial) violation(session, `no dial for ${goal.host}:${goal.port}`, wanted);
  const at = Math.min(session.dialled, DIALS - 1);
  const { rep, odd, greeting } = plan.dials[at] as PlanByRecipient['dials'][0];
  session.dialled += 1;
  for (const line of dial.lines) record.line(line);
  Object.assign(session, { tor: dial.party, server: plan.servers[at] ?? willing(), said: '', used: 0 });
  session.asked.clear();
  if (!dial.request) return 'odd';
  if (dial.request.host !== goal.host || dial.request.port !== goal.port)
    violation(session, `a dial for ${dial.request.host}:${dial.request.port}`, wanted);
  record.line(requestLine(dial.request, dial.lines.length === 0));
  leavesAt(session, 'dial');
  const silent = fallsSilent(session, 'dial');
  if (silent) return silent;
  if (!answerRequest(dial, record, rep, odd)) {
    if (odd) return 'odd';
    return OF_CIRCUIT.includes(rep) ? 'another' : { codes: [rep === NO_NAME ? 550 : 451] };
  }
  return greet(session, greeting);
}

async function greet(session: Session, segments: readonly string[]): Promise<Due | 'connected' | 'another'> {
  leavesAt(session, 'greeting');
  const silent = fallsSilent(session, 'greeting');
  if (silent) return silent;
  await says(session, { segments });
  const reply = takeReply(session);
  if (reply === 'unfinished') {
    serverLeaves(session);
    // From a server that says nothing at all.
    return session.said === '' ? 'another' : FAILED;
  }
  if (reply === 'none') return FAILED;
  if (reply.code >= 400) return { codes: dueOf(reply).codes };
  return reply.code >= 300 ? FAILED : 'connected';
}

/** Hello and MAIL. */
async function introduce(session: Session, transaction: Transaction): Promise<Due | undefined> {
  const { verb = 'EHLO', name = '' } = session.hello ?? {};
  const isUseless = (code: number) => code >= 300 && code < 400;
  let hello = await ask(session, `${verb} ${name}`, verb === 'EHLO' ? 'EHLO' : 'HELO');
  if ('code' in hello && hello.code >= 500 && verb === 'EHLO')
    hello = await ask(session, `HELO ${name}`, 'HELO');
  if (!('code' in hello) || isUseless(hello.code))
    return fails(session, 'code' in hello ? FAILED : hello, '');
  if (hello.code >= 300) return fails(session, dueOf(hello), 'QUIT\r\n');

  const known = new Set(hello.lines.slice(1).map((line) => line.split(' ')[0]?.toUpperCase()));
  const parameters = transaction.parameters
    .filter(([, extension]) => known.has(extension))
    .map(([word]) => word);
  const mail = await ask(session, [`MAIL FROM:${transaction.path}`, ...parameters].join(' '), 'MAIL');
  if (!('code' in mail) || isUseless(mail.code)) return fails(session, 'code' in mail ? FAILED : mail, '');
  if (mail.code < 300) return undefined;
  return fails(session, dueOf(mail), mail.code === 421 ? '' : 'QUIT\r\n');
}

async function fails(session: Session, due: Due, word: '' | 'QUIT\r\n'): Promise<Due> {
  await letGo(session, word);
  return due;
}
