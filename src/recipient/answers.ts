import { type Command, needsServer, parseCommand } from '../client/command.js';
import { respond } from '../client/respond.js';
import type { Log } from '../log.js';
import type { Options } from '../options.js';
import { type Failure, HELLO, isFailure, type Reply, SENDER_OK, status } from '../replies.js';
import type { Cancellation } from '../wire/cancellation.js';
import { parseRecipient, parseSender, type Recipient } from './envelope.js';
import type { Passed } from './message.js';
import * as replies from './replies.js';
import { route } from './route.js';
import { openTransaction, type Transaction } from './transaction.js';
import type { Introduction } from './visit.js';

/** The answer to a command: a reply, an error of the client's, or what came of a message. */
export type Answer = Reply | Failure | Passed;

/** The server side of SMTP, as far as there is a choice before the destination is known. */
export interface Answers {
  /** Answers a command line. `first`: it is the first of the connection. */
  to(line: string, first: boolean): Promise<Answer>;
  /** Ends the transaction, if there is one. */
  drop(): void;
}

/** Answers one client. `data` moves a message, in the transaction that it belongs to. */
export function openAnswers(
  options: Options,
  log: Log,
  stop: Cancellation<Failure>,
  data: (transaction: Transaction) => Promise<Passed>,
): Answers {
  let hello: Pick<Introduction, 'verb' | 'name'> | undefined;
  let transaction: Transaction | undefined;
  const tooEarly = () => (hello ? replies.SENDER_FIRST : replies.HELLO_FIRST);

  function drop(): void {
    transaction?.leave();
    transaction = undefined;
  }

  function greet({ verb, words: [name, ...more] }: Command): Answer {
    drop();
    hello = undefined;
    if (name === undefined || more.length > 0) return replies.ONE_NAME;
    hello = { verb: verb === 'EHLO' ? verb : 'HELO', name: options.helo ?? name };
    return verb === 'EHLO' ? replies.EXTENSIONS : HELLO;
  }

  function mail(line: string): Answer {
    if (!hello || transaction) return hello ? replies.SENDER_KNOWN : replies.HELLO_FIRST;
    const sender = parseSender(line);
    if (isFailure(sender)) return sender;
    transaction = openTransaction({ ...hello, sender }, options, log, stop);
    return SENDER_OK;
  }

  async function recipient(one: Recipient): Promise<Answer> {
    const destination = await route(one.domain, options);
    if (!isFailure(destination)) return transaction?.recipient(one, destination) ?? tooEarly();
    const { reply, cause } = destination;
    log.session({
      outcome: 'refused',
      reply: status(reply),
      cause,
      from: hello?.name,
      to: one.domain,
      seconds: '0.0',
    });
    return reply;
  }

  return {
    drop,
    async to(line, first) {
      const command = parseCommand(line);
      switch (command?.verb) {
        case 'EHLO':
        case 'HELO':
          return greet(command);
        case 'MAIL':
          return mail(line);
        case 'RCPT': {
          const one = transaction ? parseRecipient(line) : tooEarly();
          return isFailure(one) ? one : recipient(one);
        }
        case 'DATA': {
          if (command.words.length > 0) return replies.BAD_DATA;
          if (!transaction) return tooEarly();
          const passed = await data(transaction);
          drop();
          return passed;
        }
        case 'HELP':
          return replies.HELP;
        case 'RSET':
        case 'QUIT':
          drop();
      }
      if (command && needsServer(command)) return replies.NOT_OFFERED;
      const response = respond(line, first, options);
      if (response.kind === 'hello') throw new Error('a hello is answered above');
      return response.kind === 'reply' ? response.reply : response.failure;
    },
  };
}
