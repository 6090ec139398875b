import { EventEmitter } from 'node:events';

/**
 * When a socket closes, Node looks whether it is `process.stderr`, and makes that for the comparison, which takes 2 million instructions
 * of a launch. So it is something that leads nowhere. The log is written to the descriptor, help texts only look for the width of a
 * terminal, and what Node or a console says is for neither the client nor the log.
 */
const nowhere = Object.assign(new EventEmitter(), { write: () => true });
Object.defineProperty(process, 'stderr', { value: nowhere, configurable: true });
