import { createHash } from 'node:crypto';
import {
  BAD_CHECKSUM,
  type Failure,
  MALFORMED_NAME,
  SUFFIX_NOT_ALLOWED,
  VERSION_2_NAME,
} from '../replies.js';

/** Where the mail goes: a name that only Tor may look up, in lower case and without a final dot, and a port. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Reads `name[:port]`. `allowed` lists further suffixes, `*` for any; .onion and .tor always pass. */
export function parseDestination(
  name: string,
  defaultPort: number,
  allowed: readonly string[],
): Destination | Failure {
  const [, host = '', digits] = name.toLowerCase().match(/^([^:]*?)\.?(?::(\d{1,5}))?$/) ?? [];
  const labels = host.split('.');
  const port = digits === undefined ? defaultPort : Number(digits);
  if (port < 1 || port > 65_535 || host.length > 253 || !labels.every((label) => LABEL.test(label))) {
    return { reply: MALFORMED_NAME, cause: 'malformed name' };
  }
  if (labels.at(-1) === 'onion') return onionFailure(labels.at(-2) ?? '') ?? { host, port };
  if (hasSuffix(host, ['tor', ...allowed])) return { host, port };
  return { reply: SUFFIX_NOT_ALLOWED, cause: 'suffix not allowed' };
}

/** Whether the name is one that we would dial at all, right or mistyped; a local host name is not. */
export function hasAllowedSuffix(name: string, allowed: readonly string[]): boolean {
  return hasSuffix(name.toLowerCase().replace(/\.?(:\d+)?$/, ''), ['onion', 'tor', ...allowed]);
}

function hasSuffix(host: string, suffixes: readonly string[]): boolean {
  return suffixes.some(
    (suffix) => suffix === '*' || `.${host}`.endsWith(`.${suffix.replace(/^\./, '').toLowerCase()}`),
  );
}

/** What is wrong with an onion address, the label in front of `.onion` (Tor's rend-spec-v3, "Encoding onion addresses"). */
function onionFailure(address: string): Failure | undefined {
  if (/^[a-z2-7]{16}$/.test(address)) return { reply: VERSION_2_NAME, cause: 'version 2 name' };
  if (!/^[a-z2-7]{56}$/.test(address)) return { reply: MALFORMED_NAME, cause: 'malformed onion name' };
  const bytes = decodeBase32(address);
  const key = bytes.subarray(0, 32);
  const checksum = createHash('sha3-256').update('.onion checksum').update(key).update('\x03').digest();
  const valid = bytes[34] === 3 && bytes.subarray(32, 34).equals(checksum.subarray(0, 2));
  return valid ? undefined : { reply: BAD_CHECKSUM, cause: 'onion checksum' };
}

/** RFC 4648 base32 without padding, of a text that holds nothing else. */
function decodeBase32(text: string): Buffer {
  const bytes = Buffer.alloc((text.length * 5) >> 3);
  let bits = 0;
  let length = 0;
  for (let at = 0, next = 0; at < text.length; at += 1) {
    bits = (bits << 5) | BASE32.indexOf(text.charAt(at));
    length += 5;
    if (length >= 8) {
      length -= 8;
      bytes[next++] = bits >> length;
      bits &= (1 << length) - 1;
    }
  }
  return bytes;
}
