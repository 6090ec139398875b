import { planOf } from '../../../../fuzz/recipient/plan/plan.js';
import type { Planted } from './planted.js';

/** The first session in which a client falls silent in its message. */
function firstSilence(): number {
  for (let seed = 0; ; seed += 1) if (planOf(seed).silence === 'message') return seed;
}

/** The same for --by-recipient. */
export const BY_RECIPIENT: readonly Planted[] = [
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
    found: /in a message the server heard|the server is let go in a message|in place of/,
  },
  {
    what: 'a CR that is not held back',
    file: 'recipient/message.ts',
    place: 'message.isUndecided ? piece.subarray(-1) : NOTHING',
    by: 'NOTHING',
    found: /in a message the server heard/,
  },
  {
    what: 'a look-alike that passes',
    file: 'recipient/message.ts',
    place: 'if (message.isForged)',
    by: 'if (false)',
    found: /in a message the server heard/,
  },
  {
    what: 'a recipient for another onion, at the server of the first',
    file: 'recipient/transaction.ts',
    place: 'if (current && current.to !== to) {',
    by: 'if (current?.accepted === -1) {',
    found: /the server heard "RCPT TO:.*, and nothing is due/,
  },
  {
    what: 'a message that is accepted before the server has done so',
    file: 'recipient/message.ts',
    place: 'if (early.signal.aborted) return { kind:',
    by: "if (!early.signal.aborted) return { kind: 'answered', result: { code: 250, text: 'OK' } }; if (early.signal.aborted) return { kind:",
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
  {
    what: 'a map that leads an onion elsewhere',
    file: 'recipient/route.ts',
    place: '/\\.onion\\.?$/i.test(domain)',
    by: 'false',
    found: /a dial for/,
  },
  {
    what: 'a failure that is kept for the next message',
    file: 'recipient/transaction.ts',
    place: '  const failures = new Map<string, Failure>();',
    by: '  const failures: Map<string, Failure> = ((stop as any).failures ??= new Map());',
    found: /no dial for/,
  },
  {
    what: '421 from a server',
    file: 'recipient/mail-server.ts',
    place: 'code: code === 421 ? 451 : code',
    by: 'code',
    found: /a 421 in place of 451/,
  },
  {
    what: 'a parameter that the server does not know',
    file: 'recipient/envelope.ts',
    place: "extensions.has(extensionOf(parameter) ?? '')",
    by: 'extensions.size > 0',
    found: /the server heard "MAIL FROM/,
  },
  {
    what: 'a server that is kept for the next message',
    file: 'recipient/visit.ts',
    place: 'if (silently) server.peer.destroy();',
    by: "if (outcome === 'taken') return; if (silently) server.peer.destroy();",
    found: /a connection to Tor stays open/,
  },
  {
    what: 'a line that is not in the log',
    file: 'recipient/visit.ts',
    place: 'record(outcome, failure, server.peer);',
    by: "if (outcome !== 'left') record(outcome, failure, server.peer);",
    found: /\d+ lines in the log/,
  },
  {
    what: 'a deadline that passes',
    file: 'recipient/message.ts',
    place: 'within(idle, CLIENT_SILENT',
    by: 'within(100 * idle, CLIENT_SILENT',
    found: /stays open|no reply in time/,
    sessions: `--by recipient --seed ${firstSilence()}`,
  },
];
