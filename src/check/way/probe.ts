import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { exim } from '../../machine/exim.js';
import { read } from '../../machine/files.js';
import { EXIM } from '../../machine/paths.js';
import { type Finding, good, mend, stop, unknown } from '../finding.js';
import type { Tell } from './stage.js';

/** Milliseconds between two looks at the log. */
const INTERVAL = 500;

/** Gives Exim a message for an address of the user's own, and follows it until it has gone, waits, or is refused. */
export async function sendProbe(to: string, from: string, timeout: number, tell: Tell): Promise<Finding> {
  const start = (read(EXIM.log) ?? '').length;
  const said = (await exim(['-odb', '-bs'], dialogue(to, from))).stdout;
  const id = said.match(/^250 OK id=(\S+)/m)?.[1];
  if (id === undefined) {
    const refusal = said.split(/\r?\n/).find((line) => /^[45]\d\d /.test(line)) ?? 'no answer';
    tell('exim', refusal, true);
    return stop('probe', 'Exim does not take the probe message', refusal);
  }
  tell('exim', `Exim has taken the message, ${id}`);
  return follow(id, start, Date.now() + timeout, tell);
}

function dialogue(to: string, from: string): string {
  const lines = [
    'EHLO localhost',
    `MAIL FROM:<${from}>`,
    `RCPT TO:<${to}>`,
    'DATA',
    `From: ${from}`,
    `To: ${to}`,
    `Subject: tor-smtp-check ${randomBytes(4).toString('hex')}`,
    '',
    'A message of tor-smtp-check, to see whether mail arrives. It needs no answer.',
    '.',
    'QUIT',
    '',
  ];
  return lines.join('\r\n');
}

/** Exim's log has a line for each thing that happens to a message. */
async function follow(id: string, start: number, deadline: number, tell: Tell): Promise<Finding> {
  let shown = 0;
  for (;;) {
    const log = read(EXIM.log);
    if (log === undefined)
      return unknown('probe', 'The message cannot be followed', `${EXIM.log}: no permission`);
    const lines = log.slice(log.length < start ? 0 : start).split('\n');
    const ours = lines.filter((line) => line.includes(` ${id} `));
    for (const line of ours.slice(shown)) {
      tell('exim', line.slice(line.indexOf(id) + id.length + 1), /^ ?(==|\*\*)/.test(after(line, id)));
    }
    shown = ours.length;
    const end = ours.map((line) => judge(after(line, id), id)).find((finding) => finding !== undefined);
    if (end) return end;
    if (Date.now() > deadline) {
      return mend('probe', 'The message is still under way', `${id}; exim4 -Mvl ${id}`, `exim4 -M ${id}`);
    }
    await pause(INTERVAL);
  }
}

function after(line: string, id: string): string {
  return line.slice(line.indexOf(id) + id.length + 1);
}

/** What a line of the log means for the message: `=>` has gone, `==` waits, `**` has failed. */
export function judge(text: string, id: string): Finding | undefined {
  if (/^[=-]>/.test(text)) return good('probe', `the message was delivered: ${text}`);
  if (text.startsWith('==')) {
    return mend('probe', 'The message waits in the queue', text, `exim4 -M ${id}`);
  }
  if (text.startsWith('**')) return stop('probe', 'The message was refused for good', text);
  return text.startsWith('Completed') ? stop('probe', 'The message was discarded', text) : undefined;
}
