import { mapFault } from '../../client/map-file.js';
import { exists } from '../../machine/files.js';
import { quote } from '../../machine/run.js';
import type { Facts } from '../facts.js';
import { type Finding, good, mend, stop, unknown } from '../finding.js';

const ID = 'exim-map';

/** The file of ordinary domains that have an onion: Exim can read it, and each line has an onion that there can be. */
export async function eximMap({ exim, root }: Facts): Promise<Finding[]> {
  const path = exim?.macros.get('TOR_SMTP_MAP_FILE');
  if (!exim || typeof path !== 'string') return [];
  if (!root && exists(path) !== false) return [unknown(ID, `${path} cannot be looked at`, 'only root may')];
  const fault = await mapFault(path, exim.user);
  if (fault === undefined) return [good(ID, 'the file of ordinary domains with an onion can be read')];
  if (fault.kind === 'lines') return [mend(ID, WAITS, fault.seen)];
  return [stop(ID, ALL_WAITS, fault.seen, command(fault.kind, quote(path)))];
}

const WAITS = 'Mail for an ordinary domain waits or bounces: its line names no onion service';
const ALL_WAITS = 'All mail to ordinary domains waits: Exim cannot read the file of those that have an onion';

/** What mends a file that Exim cannot read. */
function command(kind: string, file: string): string | undefined {
  const open = `chmod 0644 ${file}`;
  return { missing: `touch ${file} && ${open}`, closed: open }[kind];
}
