import { createHash, randomBytes } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';

/** What the operator knows; a name's values each make probes of their own. */
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

/** What the names in probes stand for; those that nobody has are new in each run. */
export function namesFor(known: Known) {
  const { onion, aliases, secrets, also, others, users, names = [], mailbox, zone } = known;
  const named = [onion, ...aliases, ...also, ...others];
  const chance = randomBytes(5).toString('hex');
  const stranger = `stranger-${chance}.example`;
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
    NOBODY: [`nobody-${chance}`],
    STRANGER: [stranger],
    // The first is what the others are compared with.
    DOMAIN: [stranger, ...also, ...hosts],
    PEER: [strangeOnion()],
    NOWHERE: [strangeOnion()],
    MAILBOX: mailbox === undefined ? [] : [mailbox],
    WATCHED: zone === undefined ? [] : [`${chance}.${zone}`],
  };
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** A valid version 3 address (rend-spec-v3, "Encoding onion addresses") that nobody has the key of. */
export function strangeOnion(): string {
  const key = randomBytes(32);
  const checksum = createHash('sha3-256').update('.onion checksum').update(key).update('\x03').digest();
  const bytes = Buffer.concat([key, checksum.subarray(0, 2), Buffer.of(3)]);
  const bits = [...bytes].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)]);
  return `${letters.join('')}.onion`;
}
