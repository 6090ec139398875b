import { ONIONS } from '../machine/names.js';

const REMOTE = /\b(BOB|CAROL)\.(onion|ONION)\b/g;
const LOCAL = /\b(ALICE|ALSO)\.(onion|ONION)\b/g;

/** Real names and octets in place of what a row writes for them; the result is latin1. */
export function substitute(text: string, id: string): string {
  const bare = (name: string) => ONIONS[name as keyof typeof ONIONS].replace(/\.onion$/, '');
  const octets = Buffer.from(text, 'utf8').toString('latin1');
  return octets
    .replace(REMOTE, (_all, name, end) => `${id}.${bare(name)}.${end}`)
    .replace(LOCAL, (_all, name, end) => `${bare(name)}.${end}`)
    .replace(/\bFAR\.example\b/g, `${id}.far.example`)
    .replace(/\bROW\b/g, id)
    .replace(/\[\[(\d+) ((?:(?!\]\]).)+)\]\]/gs, (_all, times, piece) =>
      Array.from({ length: Number(times) }, (_, at) => piece.replaceAll('#', String(at + 1))).join(''),
    )
    .replace(/\[\[upper (.+?)\]\]/g, (_all, piece) => piece.toUpperCase())
    .replace(/\[\[((?:[0-9A-F]{2})+)\]\]/g, (_all, hex) => Buffer.from(hex, 'hex').toString('latin1'));
}
