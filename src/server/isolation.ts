import type { Destination } from '../hello.js';
import { sha3_256 } from '../onion/sha3.js';
import type { Isolation } from '../options.js';

/** SOCKS 5 user name and password (RFC 1929). */
export interface Credentials {
  readonly userId: string;
  readonly password: string;
}

/**
 * The format that Tor reserves for isolation: this user name, and any token as password. Streams with different tokens
 * never share a circuit. Before Tor 0.4.9 any user name and password had this effect.
 */
const USER_NAME = '<torS0X>0';

/**
 * Credentials that are the same for connections that may share a circuit, and for no others; undefined leaves that to Tor.
 * The names cannot be read from them.
 */
export async function credentials(
  isolation: Isolation,
  local: string | undefined,
  { host, port }: Destination,
): Promise<Credentials | undefined> {
  const token = (...parts: readonly (string | number)[]) => ({
    userId: USER_NAME,
    password: base64url(sha3_256(Buffer.from(parts.join('\0').toLowerCase()))),
  });
  switch (isolation) {
    case 'pair':
      return token(local ?? '', host, port);
    case 'destination':
      return token(host, port);
    case 'connection':
      // Loaded only here: it costs a launch more than the hash.
      return { userId: USER_NAME, password: base64url((await import('node:crypto')).randomBytes(32)) };
    case 'none':
      return undefined;
  }
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url');
}
