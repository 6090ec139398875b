import { randomBytes } from 'node:crypto';
import { onionAddress } from '../client/onion-address.js';

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

/** A valid version 3 address that nobody has the key of. */
export function strangeOnion(): string {
  return `${onionAddress(randomBytes(32))}.onion`;
}
