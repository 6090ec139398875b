import type { Destination } from '../hello.js';
import { isOnionAddress } from '../onion/onion-address.js';
import {
  BAD_CHECKSUM,
  type Failure,
  MALFORMED_NAME,
  MALFORMED_ONION,
  SUFFIX_NOT_ALLOWED,
  VERSION_2_NAME,
} from '../replies.js';

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

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
    return MALFORMED_NAME;
  }
  if (labels.at(-1) === 'onion') return onionFailure(labels.at(-2) ?? '') ?? { host, port };
  return hasSuffix(host, ['tor', ...allowed]) ? { host, port } : SUFFIX_NOT_ALLOWED;
}

/** Whether a name, even a mistyped one, can be meant as a destination; the name of a local host cannot. */
export function hasAllowedSuffix(name: string, allowed: readonly string[]): boolean {
  return hasSuffix(name.toLowerCase().replace(/\.?(:\d+)?$/, ''), ['onion', 'tor', ...allowed]);
}

function hasSuffix(host: string, suffixes: readonly string[]): boolean {
  return suffixes.some(
    (suffix) => suffix === '*' || `.${host}`.endsWith(`.${suffix.replace(/^\./, '').toLowerCase()}`),
  );
}

/** What is wrong with an onion address, if anything. */
function onionFailure(address: string): Failure | undefined {
  if (/^[a-z2-7]{16}$/.test(address)) return VERSION_2_NAME;
  if (!/^[a-z2-7]{56}$/.test(address)) return MALFORMED_ONION;
  return isOnionAddress(address) ? undefined : BAD_CHECKSUM;
}
