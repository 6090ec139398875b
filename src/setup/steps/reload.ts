import type { Order } from './step.js';

interface Hands {
  order(order: Order): Promise<void>;
}

/**
 * Hands that let Exim's daemon read its configuration once, at the end, however many steps have changed it. It reads in its own
 * time, and it ends if a file that it includes goes meanwhile.
 */
export function reloadingOnce<T extends Hands>(hands: T): T & { finish(): Promise<void> } {
  let due: Order | undefined;
  return {
    ...hands,
    async order(order) {
      if ('service' in order && order.service === 'exim4' && order.action === 'reload') {
        due = order;
        return;
      }
      // With a configuration that does not pass it is not to be bothered.
      if ('run' in order && order.run[0] === 'update-exim4.conf') due = undefined;
      await hands.order(order);
    },
    async finish() {
      const order = due;
      due = undefined;
      if (order) await hands.order(order);
    },
  };
}
