import type { Writable } from 'node:stream';

let nowhere: Writable | undefined;

/**
 * When a socket closes, Node looks whether it is `process.stderr`, and makes that for the comparison: 2 of the 176 million
 * instructions of a launched session. So it is a stream that leads nowhere. The log is written to the descriptor, and help texts only look
 * for the width of a terminal.
 */
Object.defineProperty(process, 'stderr', {
  get() {
    nowhere ??= lead();
    return nowhere;
  },
  configurable: true,
});

/** Not loaded before the greeting. */
function lead(): Writable {
  const stream: typeof import('node:stream') = require('node:stream');
  return new stream.Writable({ write: (_bytes, _encoding, done) => done() });
}
