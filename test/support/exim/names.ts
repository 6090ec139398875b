import { onionAddress } from '../stand-ins/onion-address.js';

/** Onion services of the Exim tests; each is well formed, and exists where a test says so. */
export const alice = onionAddress('alice');
export const bob = onionAddress('bob');
export const carol = onionAddress('carol');

/** An author with an address at an onion, and whom she writes to. */
export const author = `author@${alice}`;
export const toBob = { from: author, to: [`b@${bob}`] };
export const toCarol = { from: author, to: [`c@${carol}`] };

/** A message as an author's program would send it. */
export function letter(from: string, to: readonly string[], subject = 'a letter'): string {
  return `From: ${from}\nTo: ${to.join(', ')}\nSubject: ${subject}\n\nfirst line\n.\nlast line\n`;
}
