import { type Failure, HELLO, isPermanent, NO_RECIPIENT, type Reply, SENDER_OK } from '../replies.js';
import { parseCommand } from './command.js';

/** What a client is told that says HELO after its EHLO was refused for good. */
export interface RecipientRefusal {
  /** The reply to a command of such a client; undefined for any other. */
  respond(line: string): Reply | undefined;
  /** Has to be called when a command is refused, with the reason. */
  refused(failure: Failure): void;
}

/**
 * Refuses the recipients of a destination that mail can never reach. Exim takes a refused HELO for a fault of the host: the
 * first message bounces, and later ones wait for the host's next retry time. A refused recipient bounces every time. So
 * the HELO that follows a refused EHLO is accepted, and each RCPT gets the reply that EHLO had.
 */
export function refuseRecipients(): RecipientRefusal {
  let names = '';
  let isEhlo = false;
  let refusal: Reply | undefined;
  let greeted = false;

  function respond(line: string): Reply | undefined {
    const { verb, words } = parseCommand(line) ?? { verb: '', words: [] };
    isEhlo = verb === 'EHLO';
    if (isEhlo || verb === 'HELO') {
      greeted = verb === 'HELO' && refusal !== undefined && words.join(' ') === names;
      if (!greeted) refusal = undefined;
      names = words.join(' ');
      return greeted ? HELLO : undefined;
    }
    if (!greeted) return undefined;
    if (verb === 'MAIL') return SENDER_OK;
    if (verb === 'RCPT') return refusal;
    return verb === 'DATA' ? NO_RECIPIENT : undefined;
  }

  return {
    respond,
    refused({ reply }) {
      if (isEhlo && isPermanent(reply)) refusal = reply;
    },
  };
}
