import { type PlanByRecipient, planOf } from '../../../../fuzz/recipient/plan/plan.js';
import { IN_MESSAGE } from './message.js';
import type { Planted } from './planted.js';

/** The first session of a kind. */
function first(isSo: (plan: PlanByRecipient) => boolean): number {
  for (let seed = 0; ; seed += 1) if (isSo(planOf(seed))) return seed;
}

/** The same for --by-recipient. */
export const BY_RECIPIENT: readonly Planted[] = [
  ...IN_MESSAGE,
  {
    what: 'a recipient for another onion, at the server of the first',
    file: 'recipient/transaction.ts',
    place: 'if (current && current.to !== to) {',
    by: 'if (current?.accepted === -1) {',
    found: /the server heard "RCPT TO:.*, and nothing is due/,
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
    sessions: `--by recipient --seed ${first(({ silence }) => silence === 'message')}`,
  },
  {
    what: 'a client whose loss is not noticed',
    file: 'recipient/conversation.ts',
    place: 'client.readAhead();',
    by: '',
    found: /a connection to Tor stays open/,
    sessions: `--mode launched --by recipient --seed ${first(({ leave }) => leave?.at === 'dial' && leave.how === 'RST')}`,
  },
];
