import { onionAddress } from '../../../../support/stand-ins/onion-address.js';

/** Names that tell where the machine is and whose; all are searched for in what leaves. */
export const HOST = 'mail.corp.example';
export const ORDINARY = ['corp.example', 'brand.example'] as const;
export const ZONE = 'Pacific/Chatham';

/** Accounts with full names of all kinds, in latin1: `\xc3\xab` is a letter in UTF-8. */
export const ACCOUNTS: Readonly<Record<string, string>> = {
  zoe: 'Zo\xc3\xab Realname,Room 1,555-1234,',
  jurgen: 'J\xfcrgen M\xfcllermann',
  areal: '& Andwell,,,',
  anon: '',
  madonna: 'Madonna',
  ivan: '\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd \xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2,,,',
  rene: '=?utf-8?q?Ren=C3=A9_Dupontel?=',
  carla: 'Carla Commarell,,,,',
  max: 'Max. [Dev] O\'Muster+mann (Ops) "Mx"',
  author: 'Pen Name',
};

/** The client of port 587, and of port 25 where a row names no other (RFC 5737). */
export const LAPTOP = '203.0.113.7';

/** The names that the table writes in capitals; those of other machines are the row's own. */
export const ONIONS = {
  ALICE: onionAddress('alice'),
  ALSO: onionAddress('also'),
  BOB: onionAddress('bob'),
  CAROL: onionAddress('carol'),
} as const;
