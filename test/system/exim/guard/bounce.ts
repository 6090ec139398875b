import assert from 'node:assert/strict';
import type { Exim, Submission } from '../../../support/exim/exim.js';
import type { MailServer } from '../../../support/stand-ins/mail-server.js';

/** The number of messages that a server has taken. */
export const received = (server: MailServer) => server.sessions.flatMap(({ messages }) => messages).length;

/** Sends a message, and expects that the server gets none and its author at once a bounce with these words. */
export async function expectBounce(
  exim: Exim,
  server: MailServer,
  message: string,
  submission: Submission,
  words: RegExp,
) {
  const before = received(server);
  await exim.submit(message, submission);
  assert.equal(received(server), before, exim.log());
  const [bounce = ''] = exim.mail();
  assert.match(bounce.replace(/\s+/g, ' '), words, exim.log());
  assert.equal(await exim.queue(), '');
}
