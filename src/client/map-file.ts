import { mayRead } from '../machine/accounts.js';
import { exists, read, stat } from '../machine/files.js';
import { wrongLines } from './map.js';

/** What is wrong with a file of ordinary domains that have an onion. */
export interface MapFault {
  /** Nothing is there; something else than a file; its reader may not read it; lines of it name no onion. */
  readonly kind: 'missing' | 'no file' | 'closed' | 'lines';
  readonly seen: string;
}

/** What is wrong with the file at this path, which Exim reads as `reader`; `inside` says where a path of the machine is. */
export async function mapFault(
  path: string,
  reader: string,
  inside: (path: string) => string = (same) => same,
): Promise<MapFault | undefined> {
  const place = inside(path);
  if (exists(place) === false) return { kind: 'missing', seen: `${path} does not exist` };
  if (stat(place)?.isFile() === false) return { kind: 'no file', seen: `${path} is no file` };
  if (!(await mayRead(reader, place)))
    return { kind: 'closed', seen: `Exim's user ${reader} cannot read ${path}` };
  const wrong = wrongLines(read(place) ?? '').map(({ line, cause }) => `line ${line}: ${cause}`);
  return wrong.length === 0 ? undefined : { kind: 'lines', seen: `${path}, ${wrong.join('; ')}` };
}
