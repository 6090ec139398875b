import { setTimeout as pause } from 'node:timers/promises';
import type { Finding } from '../judge/finding.js';
import { KINDS } from '../judge/giveaways.js';
import type { Exchange } from '../session/transcript.js';
import { show } from '../text.js';
import { type Door, GREETING, type Line, lastReplies, leave, visit } from './door.js';

/** A mailbox that messages are sent to from the other side until it is full, and one here that is watched. */
export interface Fill {
  readonly mailbox: string;
  readonly here: string;
  /** How many messages of a megabyte to send at most. */
  readonly most: number;
  /** What the client calls itself in EHLO. */
  readonly client: string;
  /** How long the delivery of the last may take, milliseconds. */
  readonly rest: number;
}

const NAME = 'mailbox-full';
const PAUSE = 500;

/** Lines of 76 characters (RFC 5322 2.1.1), a megabyte of them. */
const MEGABYTE = `${'x'.repeat(76)}\r\n`.repeat(13_444);

/** Fills a mailbox from the other side, and sees whether RCPT for the one here is then answered as it was before. */
export async function tryFill(
  here: Door,
  beside: Door,
  { mailbox, here: watched, most, client, rest }: Fill,
): Promise<{ findings: Finding[]; exchanges: Exchange[]; note: string }> {
  const exchanges: Exchange[] = [];
  // Neither side looks for the null sender.
  const to = (address: string): Line[] => [
    GREETING,
    [`EHLO ${client}`, '250'],
    ['MAIL FROM:<>', '250'],
    [`RCPT TO:<${address}>`, '250'],
  ];
  async function ask(): Promise<string> {
    const seen = await visit(here, NAME, to(watched));
    await leave(seen, here);
    exchanges.push(...seen.exchanges);
    return lastReplies(seen);
  }
  const untried = (text: string) => ({
    findings: [
      { kind: 'untested' as const, ...KINDS.untested, text, probes: [NAME], sent: '', received: show(text) },
    ],
    exchanges,
    note: '',
  });

  const before = await ask();
  if (!before.startsWith('250')) return untried(`${watched}: ${before}`);
  let sent = 0;
  let refusal: string | undefined;
  let now = before;
  while (sent < most && refusal === undefined && now === before) {
    const subject = `Subject: tor-smtp-audit ${NAME} ${sent + 1}\r\nFrom: <${mailbox}>\r\nTo: <${mailbox}>`;
    const message = `${subject}\r\n\r\nA test. Please delete it.\r\n${MEGABYTE}.`;
    const one = await visit(beside, NAME, [...to(mailbox), ['DATA', '354'], [message, '250']]);
    await leave(one, beside);
    if (one.welcome) sent += 1;
    else refusal = lastReplies(one);
    now = await ask();
  }
  if (sent === 0) return untried(`${mailbox}: ${refusal}`);
  for (const end = Date.now() + rest; now === before && Date.now() < end; now = await ask())
    await pause(PAUSE);
  // Asked once more: it may only have been busy.
  if (now !== before) now = await ask();

  const end = refusal === undefined ? 'and it was not full' : `and then it was full: ${show(refusal)}`;
  const note = `${sent} MB were sent to ${mailbox}, ${end}.`;
  if (now === before) return { findings: [], exchanges, note };
  const finding: Finding = {
    kind: 'shared',
    ...KINDS.shared,
    text: `${watched} is answered otherwise when ${mailbox} is full`,
    probes: [NAME],
    sent: `RCPT TO:<${watched}>, before and after ${sent} MB for ${mailbox}`,
    received: show(`${before}  |  ${now}`),
  };
  return { findings: [finding], exchanges, note };
}
