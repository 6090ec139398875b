import { randomBytes } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import { onionAddress } from '../../onion/onion-address.js';

/** What the operator knows of the machine. */
export interface Known {
  readonly onion: string;
  readonly aliases: readonly string[];
  readonly secrets: readonly string[];
  readonly also: readonly string[];
  readonly others: readonly string[];
  readonly users: readonly string[];
  /** More accounts, which are only tried as recipients. */
  readonly names?: readonly string[];
  /** A mailbox at the onion that messages may be sent to. */
  readonly mailbox?: string | undefined;
  /** A domain whose name server is watched. */
  readonly zone?: string | undefined;
}

/** The values of each name in the probes. Names that nobody has are new in each run. */
export function namesFor(known: Known) {
  const { onion, aliases, secrets, also, others, users, names = [], mailbox, zone } = known;
  const named = [onion, ...aliases, ...also, ...others];
  const random = randomBytes(5).toString('hex');
  const stranger = `stranger-${random}.example`;
  const hosts = secrets.filter(
    (secret) => /^([\w-]+\.)+[a-z][\w-]+$/i.test(secret) && !named.includes(secret),
  );
  return {
    ONION: [onion],
    ALSO: also,
    OTHER: others,
    HOST: hosts,
    USER: users,
    NAME: names,
    LOUD: users.map((user) => user.toUpperCase()),
    LOUDALSO: also.map((domain) => domain.toUpperCase()),
    ADDRESS: secrets
      .filter((secret) => isIP(secret) > 0)
      .map((address) => (isIPv6(address) ? `IPv6:${address}` : address)),
    NOBODY: [`nobody-${random}`],
    STRANGER: [stranger],
    // The others are compared with the first.
    DOMAIN: [stranger, ...also, ...hosts],
    PEER: [strangeOnion()],
    NOWHERE: [strangeOnion()],
    MAILBOX: mailbox === undefined ? [] : [mailbox],
    WATCHED: zone === undefined ? [] : [`${random}.${zone}`],
  };
}

/** A valid version 3 address whose key nobody has. */
export function strangeOnion(): string {
  return `${onionAddress(randomBytes(32))}.onion`;
}

/** The option that gives a name its values, or without which a part is left out. */
export const OPTION_OF: Readonly<Record<string, string>> = {
  ALSO: '--also',
  LOUDALSO: '--also',
  OTHER: '--other',
  HOST: 'a domain as --secret',
  ADDRESS: 'an address as --secret',
  NAME: '--users',
  WATCHED: '--watch',
  MAILBOX: '--send-to',
  connections: '--beside',
  'mailbox-full': '--fill',
};
