import { createHash, randomBytes } from 'node:crypto';
import type { Destination } from '../hello.js';
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
export function credentials(
  isolation: Isolation,
  local: string | undefined,
  { host, port }: Destination,
): Credentials | undefined {
  const token = (...parts: readonly (string | number)[]) => ({
    userId: USER_NAME,
    password: createHash('sha256').update(parts.join('\0').toLowerCase()).digest('base64url'),
  });
  switch (isolation) {
    case 'pair':
      return token(local ?? '', host, port);
    case 'destination':
      return token(host, port);
    case 'connection':
      return { userId: USER_NAME, password: randomBytes(32).toString('base64url') };
    case 'none':
      return undefined;
  }
}
