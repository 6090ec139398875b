import type { Departure } from '../client/dialogue.js';
import type { Log } from '../log.js';
import type { Options } from '../options.js';
import {
  BYE,
  CLIENT_LOST,
  type Failure,
  isFailure,
  isFinal,
  type Reply,
  render,
  STOPPED,
  TOO_MANY_ERRORS,
} from '../replies.js';
import { type Interrupts, stopOrLoss } from '../session.js';
import { Canceller } from '../wire/cancellation.js';
import type { Peer } from '../wire/peer.js';
import { type Answer, openAnswers } from './answers.js';
import { commandsOf } from './commands.js';
import { type Passed, passMessage } from './message.js';
import type { Transaction } from './transaction.js';

/** After so many errors a client is not trying to send mail. */
const MOST_ERRORS = 10;

/** Answers a client until it leaves, or is told that it must. */
export async function converse(
  client: Peer,
  options: Options,
  log: Log,
  { stop, cut }: Interrupts,
): Promise<Departure> {
  const cutting = new Canceller<Failure>();
  cut.listen(() => cutting.cancel(STOPPED));
  // A message under way may arrive after the first signal to stop, and nothing else may.
  const severed = stopOrLoss(cutting, client);
  const over = stopOrLoss(stop, client);
  const commands = commandsOf(client, over);
  const answers = openAnswers(options, log, over, data);
  let errors = 0;

  function data(transaction: Transaction): Promise<Passed> {
    return transaction.data(async (server, ready) => {
      commands.release();
      const sent = await client.write(render(ready), severed);
      if (!sent) return { kind: 'broken', outcome: 'left', failure: CLIENT_LOST };
      return passMessage(client, server, options.idleTimeout, severed);
    });
  }

  /** Says the answer; resolves with a departure if that was the end. */
  async function say(answer: Answer): Promise<Departure | undefined> {
    if ('kind' in answer) {
      if (answer.kind === 'answered')
        return say(isFailure(answer.result) ? answer.result.reply : answer.result);
      if (answer.outcome === 'idle') await commands.say(render(answer.failure.reply));
      if (answer.outcome === 'cut') client.destroy();
      return { kind: 'refused', failure: answer.failure };
    }
    if (isFailure(answer)) errors += 1;
    const { reply, cause } = errors >= MOST_ERRORS ? TOO_MANY_ERRORS : failureOf(answer);
    const sent = await commands.say(render(reply));
    if (isFinal(reply)) return { kind: 'refused', failure: { reply, cause } };
    if (reply === BYE) return { kind: 'quit' };
    if (sent) return undefined;
    return stop.reason ? say(STOPPED) : { kind: 'left' };
  }

  try {
    for (let first = true; ; first = false) {
      const line = await commands.next();
      if (line === 'left') return { kind: 'left' };
      // So that the loss of the client is noticed while a server is waited for.
      client.readAhead();
      const departure = await say(isFailure(line) ? line : await answers.to(line.text, first));
      if (departure) return departure;
    }
  } finally {
    answers.drop();
  }
}

/** A reply that is not an error of the client's has its cause in the log already. */
function failureOf(answer: Reply | Failure): Failure {
  return isFailure(answer) ? answer : { reply: answer, cause: '' };
}
