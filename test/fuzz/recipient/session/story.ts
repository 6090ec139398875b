import { isBinary } from '../../session/model.js';
import { violation } from '../../session/state.js';
import { extensionsFor, goalOf, pathIn, wordsOf } from '../model/meaning.js';
import { nextUnit } from './client.js';
import { hear } from './hear.js';
import type { Session } from './state.js';
import { data, drop, recipient } from './transaction.js';

/** After so many errors of its own a client is told to go. */
const MOST_ERRORS = 10;
const FOREIGN = /\b(HTTP|RTSP|SIP)\/\d|^SSH-/i;
const NOT_OFFERED = ['BDAT', 'AUTH', 'STARTTLS', 'ETRN', 'EXPN'];

/** What the client is told, a code of the error that it has made, or what is done meanwhile. */
type Answer = { readonly code: number } | { readonly error: number } | 'heard' | 'over';

/** The story of a session, from the greeting on: what each thing that the client says has to lead to. */
export async function converse(session: Session): Promise<void> {
  await hear(session, { codes: [220] });
  for (let isFirst = true; ; isFirst = false) {
    const unit = await nextUnit(session);
    if (!unit) return drop(session, session.transaction);
    const answer = await answerTo(session, unit.text, isFirst);
    if (answer === 'over') return;
    if (answer === 'heard') continue;
    if ('code' in answer) await hear(session, { codes: [answer.code] });
    else session.errors += 1;
    const isLast = 'error' in answer && (answer.error === 421 || session.errors === MOST_ERRORS);
    if ('error' in answer) await hear(session, { codes: [isLast ? 421 : answer.error] });
    if (isLast || ('code' in answer && answer.code === 221)) return drop(session, session.transaction);
  }
}

async function answerTo(session: Session, line: string, isFirst: boolean): Promise<Answer> {
  const words = line === '' ? undefined : wordsOf(line);
  const [verb = '', ...rest] = words ?? [];
  const { hello, transaction } = session;
  const isEarly = { error: 503 };
  switch (verb) {
    case 'EHLO':
    case 'HELO':
      await dropped(session);
      session.hello = rest.length === 1 ? { verb, name: rest[0] ?? '' } : undefined;
      return session.hello ? { code: 250 } : { error: 451 };
    case 'MAIL':
      return hello && !transaction ? mail(session, line) : isEarly;
    case 'RCPT':
      return transaction ? rcpt(session, line) : isEarly;
    case 'DATA':
      if (rest.length > 0) return { error: 501 };
      if (!transaction) return isEarly;
      return (await data(session, transaction)) ? 'heard' : 'over';
    case 'HELP':
      return { code: 214 };
  }
  if (NOT_OFFERED.includes(verb)) return { error: 502 };
  if (verb === 'RSET' || verb === 'QUIT') await dropped(session);
  if (isFirst && (isBinary(session.sent) || FOREIGN.test(line))) return { error: 421 };
  const code = { RSET: 250, NOOP: 250, VRFY: 252, QUIT: 221 }[verb];
  return code === undefined ? { error: 500 } : { code };
}

async function dropped(session: Session): Promise<void> {
  await drop(session, session.transaction);
  session.transaction = undefined;
}

function mail(session: Session, line: string): Answer {
  const path = pathIn(line, 'MAIL FROM');
  if (!path) return { error: 501 };
  const extensions = extensionsFor(path);
  if (!extensions) return { error: 555 };
  session.transaction = {
    path: path.text,
    parameters: path.rest.map((word, index) => [word, extensions[index] ?? '']),
    failures: new Map(),
    lost: undefined,
    current: undefined,
    accepted: 0,
  };
  return { code: 250 };
}

async function rcpt(session: Session, line: string): Promise<Answer> {
  const { transaction, plan } = session;
  const path = pathIn(line, 'RCPT TO');
  if (!path || path.text === '<>') return { error: 501 };
  if (path.rest.length > 0) return { error: 555 };
  if (!transaction) return violation(session, 'no transaction');
  const goal = goalOf(path.domain, plan.names);
  if (typeof goal === 'object') {
    await hear(session, await recipient(session, transaction, path.text, goal));
    return 'heard';
  }
  session.lines += 1;
  return { code: goal };
}
