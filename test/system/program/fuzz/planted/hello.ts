import { planOf } from '../../../../fuzz/plan/plan.js';
import type { Planted } from './planted.js';

/** The first session in which Tor falls silent. */
function firstSilence(): number {
  for (let seed = 0; ; seed += 1) if (planOf(seed).silence === 'dial') return seed;
}

/** Each kind of fault that must never be. */
export const BY_HELLO: readonly Planted[] = [
  {
    what: 'memory that grows',
    file: 'resident/resident.ts',
    place: 'sessions.add(own);',
    by: 'sessions.add(own); (globalThis.kept ??= []).push(Buffer.alloc(2 ** 18, 1));',
    found: /memory has grown/,
  },
  {
    what: 'descriptors that stay',
    file: 'resident/resident.ts',
    place: 'sessions.add(own);',
    by: 'sessions.add(own); void import("node:fs").then((fs) => fs.openSync("/dev/null", "r"));',
    found: /\d+ descriptors are open, where there were \d+/,
  },
  {
    what: 'an octet that is lost in the splice',
    file: 'wire/splice.ts',
    place: 'bytes.subarray(at, at + PIECE)',
    by: 'bytes.subarray(at + (bytes.length > 4096 ? 1 : 0), at + PIECE)',
    found: /the (?:client|server) got .* not the octets sent/s,
  },
  {
    what: 'one circuit too many',
    file: 'server/circuits.ts',
    place: 'const CIRCUITS = 3;',
    by: 'const CIRCUITS = 4;',
    found: /more than three circuits/,
  },
  {
    what: 'a dial that nobody asked for',
    file: 'client/respond.ts',
    place: 'return { destination, local, command };',
    by: 'return { destination: { ...destination, port: destination.port === 1 ? 2 : destination.port }, local, command };',
    found: /a dial that is not for/,
  },
  {
    what: 'a name in the log',
    file: 'log.ts',
    place: "new Set(['from', 'to'])",
    by: 'new Set([])',
    found: /a name in the log/,
  },
  {
    what: 'a line that is not in the log',
    file: 'session.ts',
    place: "log.progress('spliced');",
    by: 'log = { ...log, session: () => {} };',
    found: /\d+ lines in the log/,
  },
  {
    what: 'a reply line that is too long',
    file: 'server/greeting.ts',
    place: 'text.slice(0, 400)',
    by: 'text.slice(0, 600)',
    found: /no SMTP reply/,
  },
  {
    what: 'an octet too many for the client',
    file: 'session.ts',
    place: 'dialogue.send(answer.text)',
    by: 'dialogue.send(answer.code < 300 ? `${answer.text}\\0` : answer.text)',
    found: /the client got .* not the octets sent/s,
  },
  {
    what: 'both names for the server',
    file: 'client/respond.ts',
    place: '`${verb} ${own}`',
    by: 'line',
    found: /the server heard "(?:EHLO|HELO)/i,
  },
  {
    what: 'a deadline that passes',
    file: 'server/connection.ts',
    place: 'within(options.timeout, TOR_SILENT',
    by: 'within(100 * options.timeout, TOR_SILENT',
    found: /no reply in/,
    sessions: `--by hello --seed ${firstSilence()}`,
  },
  {
    what: 'a connection to Tor that stays open',
    file: 'server/circuits.ts',
    place: 'if (isFailure(server)) peer.destroy();',
    by: '',
    found: /a connection to Tor stays open/,
  },
  {
    what: 'an exception',
    file: 'client/command.ts',
    place: 'const [verb = ',
    by: 'if (/VRFY/.test(line)) throw new Error("planted"); const [verb = ',
    found: /in place of|in the log:|a reply too many|without a reply/,
  },
  {
    what: 'a reset taken for a FIN',
    file: 'wire/stream-peer.ts',
    place: "if (lingers && writable.writable) writable.write('');",
    by: '',
    found: /a dial goes on whose client is gone|connections? (?:to Tor )?stays? open/,
  },
];
