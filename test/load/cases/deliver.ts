import { conclude, type Seen, type Stage } from '../case.js';
import { startSender } from '../ground/exim.js';
import type { Front, Site } from '../ground/front.js';

/** What happens at the first attempt of a message. */
export interface Attempt {
  readonly site?: Partial<Site>;
  /** Where the first attempt leads; the last one goes to a server that takes mail, by the same name. */
  readonly done: string;
  /** Before Exim's attempt; ends with it. */
  readonly before?: (front: Front, stage: Stage) => Promise<() => Promise<unknown>>;
  /** While it is under way. */
  readonly during?: (front: Front, stage: Stage) => Promise<unknown>;
  /** What Exim is to write. */
  readonly due: RegExp;
  readonly other?: RegExp;
  /** The trouble does not pass, and the message waits. */
  readonly stays?: boolean;
  /** Copies that the server gets in the end. */
  readonly copies?: number;
}

/** One message by a real Exim, which meets the trouble at its first attempt, and is to be delivered by the next. */
export async function deliver(stage: Stage, attempt: Attempt): Promise<Seen> {
  const { site = {}, before, during, due, stays = false, copies = stays ? 0 : 1 } = attempt;
  const front = await stage.start(site);
  const onion = stage.onions.name('mail');
  const over = await before?.(front, stage);
  const sender = await startSender(stage.folder, front.port, onion);
  const [words] = await Promise.all([sender.attempt(), during?.(front, stage)]);
  await over?.();
  const first = words.startsWith('delivered');
  const delivered = first || (await sender.isDelivered());
  const count = stage.onions.messages.length;
  const again = count > 1 ? `, and the server has it ${count} times` : '';
  return conclude(stage, front, {
    done: attempt.done,
    got: first ? words : `${words}; ${delivered ? 'the next attempt delivers' : 'the message waits'}${again}`,
    other: attempt.other ?? /limit of open files/,
    faults: [
      ...(due.test(words) ? [] : [`Exim says: ${words}; due: ${due}`]),
      ...(delivered === stays ? ['the message is not where it should be'] : []),
      ...(count === copies ? [] : [`the server has ${count} copies`]),
    ],
  });
}
