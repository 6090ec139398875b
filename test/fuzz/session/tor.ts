import type { DialPlan } from '../plan/plan.js';
import type { Party } from './party.js';
import type { Record } from './record.js';

/** The whole CONNECT request on a connection to the SOCKS port, and the lines of a transcript for what led to it. */
export interface Dial {
  readonly party: Party;
  readonly lines: string[];
  request?: { readonly host: string; readonly port: number };
}

/** Where in the handshake something is answered, and what Tor answers. */
export type Answer = (at: 'method' | 'status', usual: string) => void;

/**
 * Reads the program's part of SOCKS 5 (RFC 1928, 1929), however it is cut. To be called when something has come; gives true when the
 * request is there, which nobody has answered yet.
 */
export function handshakeOn(dial: Dial, answer: Answer): () => boolean {
  const { party, lines } = dial;
  let next: 'method' | 'status' | 'request' = 'method';
  const value = (at: number) => party.heard.charCodeAt(at);
  const isThere = (length: number) => party.heard.length >= length;
  const take = (length: number) => {
    const octets = party.heard.slice(0, length);
    party.heard = party.heard.slice(length);
    return octets;
  };

  return function advance(): boolean {
    if (next === 'method' && isThere(2 + value(1))) {
      const withPassword = take(2 + value(1)).includes('\x02', 2);
      lines.push('tor    < 05 any');
      next = withPassword ? 'status' : 'request';
      answer('method', withPassword ? '\x05\x02' : '\x05\0');
    }
    if (next === 'status' && isThere(3 + value(1) + value(2 + value(1)))) {
      take(3 + value(1) + value(2 + value(1)));
      lines.push('tor    < 01 any any');
      next = 'request';
      answer('status', '\x01\0');
    }
    if (next !== 'request' || !isThere(7 + value(4))) return false;
    const octets = Buffer.from(take(7 + value(4)), 'latin1');
    dial.request = {
      host: octets.toString('latin1', 5, octets.length - 2),
      port: octets.readUInt16BE(octets.length - 2),
    };
    return true;
  };
}

/** The line of a transcript for a request: with its name, or, where the octets of the handshake are shown, in octets. */
export function requestLine({ host, port }: { host: string; port: number }, isNamed: boolean): string {
  if (isNamed) return `tor    < dial ${host}:${port}`;
  return `tor    < 05 01 00 03 any ${port.toString(16).toUpperCase().padStart(4, '0').replace(/^../, '$& ')}`;
}

/** Answers the request as it is planned; false if that is the end of the connection. */
export function answerRequest({ party }: Dial, record: Record, rep: number, odd: DialPlan['odd']): boolean {
  const answer = odd?.at === 'reply' ? odd.bytes : `\x05${String.fromCharCode(rep)}\0\x01\0\0\0\0\0\0`;
  record.octets('>', answer);
  party.socket.write(answer, 'latin1');
  if (odd?.at !== 'reply' && rep === 0) return true;
  record.line('tor    > [FIN]');
  party.left = true;
  party.socket.destroySoon();
  return false;
}
