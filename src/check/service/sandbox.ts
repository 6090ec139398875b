import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { quote } from '../../machine/run.js';
import { reload } from '../commands.js';
import type { UsedWay } from '../facts.js';
import { type Finding, stop } from '../finding.js';

/** A program that the unit's sandbox does not let start: from a home folder, or a place that ExecPaths does not name. */
export function closedTo(way: UsedWay, program: string): Finding | undefined {
  const { execPaths } = way;
  const place = realpathSync(program);
  if (execPaths.length === 0 || execPaths.some((path) => place.startsWith(`${real(path)}/`)))
    return undefined;
  const what = `${way.name} cannot start ${program}: its sandbox is closed to that place`;
  const seen = `${place} is not under ExecPaths=${execPaths.join(' ')} in ${way.file}`;
  return stop('sandbox', what, seen, isHome(place) ? 'apt-get install nodejs' : openTo(way, dirname(place)));
}

/** A home is closed in any case (ProtectHome). */
function isHome(place: string): boolean {
  return /^\/(home|root)\//.test(place);
}

function openTo(way: UsedWay, folder: string): string {
  const place = `/etc/systemd/system/${basename(way.file)}.d`;
  const write = `printf '[Service]\\nExecPaths=%s\\n' ${quote(folder)} > ${quote(`${place}/node.conf`)}`;
  return `mkdir -p ${quote(place)} && ${write} && ${reload(way)}`;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
