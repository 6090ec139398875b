import { createHash, randomBytes } from 'node:crypto';

/** What the operator knows; a name's values each make probes of their own. */
export interface Known {
  readonly onion: string;
  readonly aliases: readonly string[];
  readonly secrets: readonly string[];
  readonly also: readonly string[];
  readonly others: readonly string[];
  readonly users: readonly string[];
}

/** What the names in probes stand for; those that nobody has are new in each run. */
export function namesFor({ onion, aliases, secrets, also, others, users }: Known) {
  const known = [onion, ...aliases, ...also, ...others];
  const chance = randomBytes(5).toString('hex');
  return {
    ONION: [onion],
    ALSO: also,
    OTHER: others,
    HOST: secrets.filter((secret) => /^([\w-]+\.)+[a-z][\w-]+$/i.test(secret) && !known.includes(secret)),
    USER: users,
    NOBODY: [`nobody-${chance}`],
    STRANGER: [`stranger-${chance}.example`],
    PEER: [strangeOnion()],
    NOWHERE: [strangeOnion()],
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
