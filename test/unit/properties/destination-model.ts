import { createHash } from 'node:crypto';

/** Base32 (RFC 4648) in lower case. */
export const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** Whether a label is the address of a version 3 onion service, by arithmetic on its value (rend-spec-v3). */
export function isAddress(label: string): boolean {
  if (label.length !== 56 || [...label].some((letter) => !LETTERS.includes(letter))) return false;
  const value = [...label].reduce((sum, letter) => sum * 32n + BigInt(LETTERS.indexOf(letter)), 0n);
  const octets = Buffer.from(value.toString(16).padStart(70, '0'), 'hex');
  const digest = createHash('sha3-256')
    .update('.onion checksum')
    .update(octets.subarray(0, 32))
    .update('\x03')
    .digest();
  return octets[34] === 3 && octets[32] === digest[0] && octets[33] === digest[1];
}

/** Host and port of a name as the manual page has it, or undefined. */
export function model(name: string): string | undefined {
  const [front = '', digits, ...more] = name.toLowerCase().split(':');
  const host = front.endsWith('.') ? front.slice(0, -1) : front;
  const port = digits === undefined ? 25 : Number(digits);
  const isPort =
    digits === undefined || ([...digits].every((digit) => digit >= '0' && digit <= '9') && digits.length < 6);
  if (more.length > 0 || !isPort || port < 1 || port > 65_535 || host.length > 253) return undefined;
  const labels = host.split('.');
  const inner = [...LETTERS, ...'01_89-'];
  const isLabel = (label: string) =>
    label.length >= 1 &&
    label.length <= 63 &&
    !label.startsWith('-') &&
    !label.endsWith('-') &&
    [...label].every((each) => inner.includes(each));
  if (!labels.every(isLabel)) return undefined;
  const last = labels.pop();
  if (last === 'tor') return `${host} ${port}`;
  return last === 'onion' && isAddress(labels.pop() ?? '') ? `${host} ${port}` : undefined;
}
