/**
 * When a socket closes, Node looks whether it is `process.stderr`, and makes that for the comparison: 2 of the 176 million
 * instructions of a launched session. So it is something else here. Only help texts look at it too, for the width of a terminal; the log
 * is written to the descriptor.
 */
Object.defineProperty(process, 'stderr', { value: { write: () => true }, configurable: true });
