import { onionAddress } from '../../../support/stand-ins/onion-address.js';

/** One onion service of the site: its port, its other name, and who has mail there. */
export interface Onion {
  readonly name: string;
  readonly port: number;
  readonly alias: string;
}

export const FIRST: Onion = { name: onionAddress('first'), port: 26, alias: 'first.tor' };
export const SECOND: Onion = { name: onionAddress('second'), port: 27, alias: 'second.tor' };
/** Whose account is alice, too. */
export const ALICE = `alice@${FIRST.name}`;
/** The machine's name, domain and clock, all telling. */
export const HOST = 'secret-host.clear.example';
export const DOMAIN = 'clear.example';
export const ZONE = 'Pacific/Chatham';
