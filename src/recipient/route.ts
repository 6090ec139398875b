import { readFile } from 'node:fs/promises';
import { parseDestination } from '../client/destination.js';
import { destinationIn, mapEntries } from '../client/map.js';
import type { Destination } from '../hello.js';
import type { Options } from '../options.js';
import { type Failure, isFailure, MALFORMED_NAME } from '../replies.js';
import { MAP_ENTRY_WRONG, MAP_UNREADABLE } from './replies.js';

/**
 * Where mail for a domain goes: an onion is its own destination, and no map can lead it elsewhere; any other has that of the map.
 * The map is read for each recipient that it may concern, so a change holds at once.
 */
export async function route(domain: string, options: Options): Promise<Destination | Failure> {
  // Behind a colon would be a port, and an address has none.
  if (/[:[]/.test(domain)) return MALFORMED_NAME;
  const own = parseDestination(domain, options.port, options.allow);
  if (options.map === undefined || /\.onion\.?$/i.test(domain)) return own;
  let entry: string | undefined;
  try {
    entry = entryOf(domain, await readFile(options.map, 'latin1'));
  } catch {
    return MAP_UNREADABLE;
  }
  if (entry === undefined) return own;
  const mapped = parseDestination(entry, options.port, options.allow);
  return isFailure(mapped) ? MAP_ENTRY_WRONG : mapped;
}

/**
 * The entry for a domain, or else the one that fits best of those with `*.`, which are for a domain and all below it: as Exim's
 * `partial1-lsearch` looks it up.
 */
export function entryOf(domain: string, map: string): string | undefined {
  const entries = new Map<string, string>();
  for (const { domain: key, value } of mapEntries(map)) {
    const [word = ''] = value.split(/\s/);
    if (!entries.has(key.toLowerCase())) entries.set(key.toLowerCase(), destinationIn(word));
  }
  const name = domain.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  const keys = [name, ...labels.map((_label, index) => `*.${labels.slice(index).join('.')}`)];
  return keys.map((key) => entries.get(key)).find((entry) => entry !== undefined);
}
