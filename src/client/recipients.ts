import { type Failure, HELLO, isPermanent, NO_RECIPIENT, type Reply, SENDER_OK } from '../replies.js';
import { parseCommand } from './command.js';

export interface Refusal {
  /** The reply to a command, if the destination was refused for good and the client goes on with HELO all the same. */
  respond(line: string): Reply | undefined;
  /** Tells why the last command was refused. */
  refused(failure: Failure): void;
}

/**
 * Refuses the recipients of a destination that mail can never reach. To Exim a refused HELO is a fault of the host: the
 * first message bounces, and those after it wait for the host's next retry time. A refused recipient bounces each time. So
 * the HELO that follows a refused EHLO is taken, and the refusal comes again where it concerns nothing but the recipient.
 */
export function refuseRecipients(): Refusal {
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
