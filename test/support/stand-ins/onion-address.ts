import { createHash, generateKeyPairSync } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 base32 without padding, in the lower case of onion addresses. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return bits.replace(/.{1,5}/g, (five) => LETTERS.charAt(Number.parseInt(five.padEnd(5, '0'), 2)));
}

/** The onion address of a 32-octet key (Tor's rend-spec-v3, "Encoding onion addresses"). */
function addressOf(key: Buffer): string {
  const checksum = createHash('sha3-256').update('.onion checksum').update(key).update('\x03').digest();
  return `${base32(Buffer.concat([key, checksum.subarray(0, 2), Buffer.of(3)]))}.onion`;
}

/** A valid address, the same for the same seed; its key need not be one that Tor would take. */
export function onionAddress(seed: string): string {
  return addressOf(createHash('sha256').update(seed).digest());
}

/** The address of a service that nobody runs, with a real key: Tor looks for its descriptor. */
export function unknownOnion(): string {
  const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  return addressOf(Buffer.from(x, 'base64url'));
}

/** A well-formed address whose checksum is wrong, as after a slip of the pen. */
export function mistyped(onion: string): string {
  return (onion.startsWith('a') ? 'b' : 'a') + onion.slice(1);
}

/** Whether it is the address of a key: so is one of 65,536 that are mistyped. */
export function isOnion(address: string): boolean {
  if (!/^[a-z2-7]{56}\.onion$/.test(address)) return false;
  const bits = [...address.slice(0, 56)].map((letter) =>
    LETTERS.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const octets = bits.join('').match(/.{8}/g) ?? [];
  return addressOf(Buffer.from(octets.slice(0, 32).map((octet) => Number.parseInt(octet, 2)))) === address;
}
