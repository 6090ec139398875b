import { mistyped, onionAddress } from '../support/stand-ins/onion-address.js';

const onion = onionAddress('one');
const other = onionAddress('another');

/** The names that a transcript may use, as $ONION. */
export const names: Readonly<Record<string, string>> = {
  ONION: onion,
  OTHER: other,
  UPPER: onion.toUpperCase(),
  /** One letter of $ONION mistyped. */
  MISTYPED: mistyped(onion),
  /** As $ONION with another version number in its last five bits. */
  VERSION4: onion.replace(/d\.onion$/, 'e.onion'),
  /** A name of version 2. */
  SHORT: 'abcdefghij234567.onion',
};
