import { hexBytes, hexPattern, substitute, textBytes, textPattern } from './text.js';

/**
 * A transcript: what the three peers of the program say and hear, in order.
 *
 *     # The purpose, in a line or more.
 *     options: --helo mx.example            the program's options; --socks is added unless $SOCKS stands here
 *     map: a.example $ONION\n               the file that $MAP is in the options
 *     clock: x100                           the program's time runs faster by that factor, at most
 *     stderr: client                        fd 2 is the mail connection too, as under xinetd; else it is a pipe
 *     socks: unix | refused | missing | forbidden    where Tor should be; else a TCP port on loopback
 *     failure: name                         the row of the failure table; no two rows may have the same reply text
 *     only as is: reason                    runs that make no sense, and why: also "not byte by byte", "not coalesced",
 *                                           "not resident"
 *
 *     client < 220 *\r\n                    the client receives: exactly this; * is any printable ASCII on that line
 *     client > EHLO local.example $ONION\r\n     the client sends; names as $ONION are in names.ts
 *     tor    < dial $ONION:25               Tor's SOCKS port gets a new connection and a whole CONNECT request
 *     tor    > REP 00                       ... and answers. In full: tor < connection, then octets in hex, "text" and
 *                                           `any` (a length octet and as many octets) between them, # and a remark
 *     server > 220 hello\r\n                the server says this through the tunnel
 *     server > [FIN]                        that side closes; [RST] resets
 *     client < [FIN]                        ... and hears that; [closed] stands for either
 *     clock  start                          at the last thing a peer sent
 *     clock  quiet until 290s               nobody hears anything before that (in the program's time)
 *     clock  within 330s                    it is not later than that
 *     signal SIGTERM
 *     exit   0                              the program closes the client's connection in order and ends so;
 *                                           `exit 0 by itself`: although the client never closes
 *     log    outcome=*                      behind the exit: the line in the log holds this
 *
 * In texts \r \n \t \\ \* \xHH are octets and {x*500} is x, 500 times.
 */
export interface Transcript {
  readonly purpose: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export type Party = 'client' | 'tor' | 'server';
export type Step = { readonly line: number; readonly text: string } & Act;
type Act =
  /** `last`: the party closes behind it. */
  | { readonly act: 'send'; readonly party: Party; readonly bytes: Buffer; readonly last?: boolean }
  | { readonly act: 'hear'; readonly party: Party; readonly pattern: RegExp; readonly ends: number }
  | { readonly act: 'close'; readonly party: Party; readonly how: string }
  | { readonly act: 'closed'; readonly party: Party; readonly how: string }
  | { readonly act: 'connection' }
  | { readonly act: 'dial'; readonly host: string; readonly port: number }
  | { readonly act: 'clock'; readonly what: 'start' | 'quiet' | 'within'; readonly seconds: number }
  | { readonly act: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly act: 'log'; readonly pattern: RegExp }
  | { readonly act: 'exit'; readonly status: number; readonly alone: boolean };

const SETTINGS =
  /^(options|map|clock|stderr|socks|failure|only as is|not byte by byte|not coalesced|not resident):\s*(\S.*)$/;

export function parseTranscript(text: string): Transcript {
  const purpose: string[] = [];
  const settings: Record<string, string> = {};
  const steps: Step[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    const [, setting, value] = line.match(SETTINGS) ?? [];
    if (line === '') continue;
    if (line.startsWith('#')) {
      if (steps.length === 0) purpose.push(line.replace(/^#\s*/, ''));
    } else if (setting && value) {
      settings[setting] = value;
    } else {
      const act = parseAct(line);
      if (!act) throw new Error(`line ${index + 1} is not understood: ${line}`);
      steps.push({ line: index + 1, text: line, ...act });
    }
  }
  if (purpose.length === 0) throw new Error('no purpose');
  if (!steps.some((step) => step.act === 'exit')) throw new Error('no exit');
  return { purpose: purpose.join(' '), settings, steps };
}

function parseAct(line: string): Act | undefined {
  const [, party, direction, said = ''] = line.match(/^(client|tor|server)\s+([<>]) (.*)$/) ?? [];
  if (party && direction) return parsePeer(party as Party, direction === '>', said);
  const [word = '', ...rest] = line.split(/\s+/);
  const seconds = Number.parseFloat(rest.at(-1) ?? '');
  if (word === 'clock' && rest[0] === 'start') return { act: 'clock', what: 'start', seconds: 0 };
  if (/^clock\s+(quiet until|within) [\d.]+s$/.test(line)) {
    return { act: 'clock', what: rest[0] === 'quiet' ? 'quiet' : 'within', seconds };
  }
  if (word === 'signal') return { act: 'signal', signal: rest[0] as NodeJS.Signals };
  if (word === 'log') return { act: 'log', pattern: new RegExp(textPattern(rest.join(' '))) };
  const [, status, alone] = line.match(/^exit\s+(\d+)( by itself)?$/) ?? [];
  if (status) return { act: 'exit', status: Number(status), alone: alone !== undefined };
  return undefined;
}

function parsePeer(party: Party, sends: boolean, said: string): Act | undefined {
  const [, how] = said.match(/^\[(FIN|RST|closed)\](?:\s*#.*)?$/) ?? [];
  if (how) return { act: sends ? 'close' : 'closed', party, how };
  if (party !== 'tor') {
    return sends ? { act: 'send', party, bytes: textBytes(said) } : hear(party, textPattern(said));
  }
  const [, rep] = said.match(/^REP ([0-9A-F]{2})(?:\s*#.*)?$/) ?? [];
  if (rep) {
    // Tor closes the connection behind a refusal.
    return { act: 'send', party, bytes: hexBytes(`05 ${rep} 00 01 00000000 0000`), last: rep !== '00' };
  }
  const [, host, port] = said.match(/^dial (\S+):(\d+)$/) ?? [];
  if (host) return { act: 'dial', host: substitute(host), port: Number(port) };
  if (said === 'connection') return { act: 'connection' };
  return sends ? { act: 'send', party, bytes: hexBytes(said) } : hear(party, hexPattern(said));
}

/** `ends` is the number of line ends in a text: with that many received and no match, more will not help. */
function hear(party: Party, source: string): Act {
  const ends = party === 'tor' ? Number.POSITIVE_INFINITY : source.split('\\x0a').length - 1;
  return { act: 'hear', party, pattern: new RegExp(`^${source}`), ends };
}
