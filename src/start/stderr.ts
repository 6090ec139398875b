import type { Writable } from 'node:stream';

let nowhere: Writable | undefined;

/**
 * When a socket closes, Node looks whether it is `process.stderr`, and makes that for the comparison, which takes 2 million instructions
 * of a launch. So it is a stream that leads nowhere. The log is written to the descriptor, help texts only look for the width of a
 * terminal, and Node's warnings, which go there too, are for neither the client nor the log.
 */
Object.defineProperty(process, 'stderr', {
  get() {
    nowhere ??= openNowhere();
    return nowhere;
  },
  configurable: true,
});

function openNowhere(): Writable {
  // `node:stream` is not loaded before the greeting.
  const stream: typeof import('node:stream') = require('node:stream');
  return new stream.Writable({ write: (_bytes, _encoding, done) => done() });
}
