import { sha3_256 } from './sha3.js';

/** Addresses of version 3 onion services (Tor's rend-spec-v3, "Encoding onion addresses"): the label in front of `.onion`. */

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const VERSION = 3;
const KEY_OCTETS = 32;

/** The address of the service with this public key. */
export function onionAddress(key: Uint8Array): string {
  const version = Buffer.of(VERSION);
  const checksum = sha3_256(Buffer.concat([Buffer.from('.onion checksum'), key, version])).subarray(0, 2);
  return encodeBase32(Buffer.concat([key, checksum, version]));
}

/** Whether the checksum and the version in an address are right. */
export function isOnionAddress(address: string): boolean {
  return /^[a-z2-7]{56}$/.test(address) && onionAddress(keyOf(address)) === address;
}

/** 56 letters of 5 bits each are 35 octets, so neither base32 (RFC 4648) needs padding nor is a bit left over. */
function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let length = 0;
  for (const octet of bytes) {
    bits = (bits << 8) | octet;
    for (length += 8; length >= 5; ) {
      length -= 5;
      text += BASE32.charAt(bits >> length);
      bits &= (1 << length) - 1;
    }
  }
  return text;
}

function keyOf(address: string): Buffer {
  const key = Buffer.alloc(KEY_OCTETS);
  let bits = 0;
  let length = 0;
  let next = 0;
  for (const letter of address) {
    bits = (bits << 5) | BASE32.indexOf(letter);
    length += 5;
    if (length >= 8) {
      length -= 8;
      if (next < KEY_OCTETS) key[next++] = bits >> length;
      bits &= (1 << length) - 1;
    }
  }
  return key;
}
