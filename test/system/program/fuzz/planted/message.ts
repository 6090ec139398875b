import type { Planted } from './planted.js';

/** What must never become of a message that --by-recipient moves. */
export const IN_MESSAGE: readonly Planted[] = [
  {
    what: 'dots that are undone',
    file: 'recipient/message.ts',
    place: 'Buffer.concat([kept, bytes.subarray(0, end)])',
    by: "Buffer.from(Buffer.concat([kept, bytes.subarray(0, end)]).toString('latin1').replace(/\\n\\.\\./g, '\\n.'), 'latin1')",
    found: /in a message the server heard/,
  },
  {
    what: 'a bare LF that ends a message',
    file: 'recipient/end-of-data.ts',
    place: '[TEXT, CR + FORGED, LF + FORGED, TEXT],',
    by: '[TEXT, CR + FORGED, END, TEXT],',
    found: /in a message the server heard|the server is let go in a message|in place of|no reply in time/,
  },
  {
    what: 'a CR that is not held back',
    file: 'recipient/message.ts',
    place: 'message.isUndecided ? piece.subarray(-1) : NOTHING',
    by: 'NOTHING',
    found: /in a message the server heard|no reply in time/,
  },
  {
    what: 'a look-alike that passes',
    file: 'recipient/message.ts',
    place: 'if (message.isForged)',
    by: 'if (false)',
    found: /in a message the server heard|no reply in time/,
  },
  {
    what: 'a message that is accepted before the server has done so',
    file: 'recipient/message.ts',
    place: 'if (early.reason) return { kind:',
    by: "if (!early.reason) return { kind: 'answered', result: { code: 250, text: 'OK' } }; if (early.reason) return { kind:",
    found: /a 250 in place of|not what the server said|nor what the server said/,
  },
  {
    what: 'a message that is sent though its client has left in the middle',
    file: 'recipient/message.ts',
    place: 'if (!Buffer.isBuffer(bytes)) return broken(',
    by: "if (!Buffer.isBuffer(bytes)) await send(Buffer.from('\\r\\n.\\r\\n'), true); if (!Buffer.isBuffer(bytes)) return broken(",
    found: /in a message the server heard/,
  },
  {
    what: 'commands that are lost behind a message',
    file: 'recipient/message.ts',
    place: 'client.unread(Buffer.from(bytes.subarray(end)))',
    by: 'client.unread(Buffer.alloc(0))',
    found: /no reply in time|closed \(FIN\) without a reply/,
  },
];
