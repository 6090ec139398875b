import { createHash } from 'node:crypto';

/** An onion address (Tor's rend-spec-v3, "Encoding onion addresses") whose key is made from `seed`: valid, and nobody's. */
export function onionAddress(seed: string): string {
  const key = createHash('sha256').update(seed).digest();
  const checksum = createHash('sha3-256').update('.onion checksum').update(key).update('\x03').digest();
  return `${base32(Buffer.concat([key, checksum.subarray(0, 2), Buffer.of(3)]))}.onion`;
}

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return bits.replace(/.{5}/g, (five) => letters.charAt(Number.parseInt(five, 2)));
}

const onion = onionAddress('one');
const other = onionAddress('another');

/** The names that a transcript may use, as $ONION. */
export const names: Readonly<Record<string, string>> = {
  ONION: onion,
  OTHER: other,
  UPPER: onion.toUpperCase(),
  /** One letter of $ONION mistyped. */
  MISTYPED: (onion.startsWith('a') ? 'b' : 'a') + onion.slice(1),
  /** As $ONION with another version number in its last five bits. */
  VERSION4: onion.replace(/d\.onion$/, 'e.onion'),
  /** A name of version 2. */
  SHORT: 'abcdefghij234567.onion',
};
