import { torRuns } from '../../machine/tor.js';
import { openTorControl, type TorControl } from '../../machine/tor-control.js';
import { restartTor } from '../commands.js';
import type { Facts } from '../facts.js';
import { type Finding, good, mend, stop, unknown } from '../finding.js';

/** What Tor says of itself at its control socket, where this user may ask. */
export async function torState({ control: place, away }: Facts): Promise<Finding[]> {
  if (away || !torRuns()) return [];
  const control = await openTorControl(place);
  const where = 'path' in place ? place.path : `${place.host}:${place.port}`;
  if (typeof control === 'string') {
    return [unknown('tor-bootstrap', "Tor's state cannot be asked for", `control port ${where}: ${control}`)];
  }
  try {
    return [await bootstrap(control), ...(await version(control))];
  } finally {
    control.close();
  }
}

async function bootstrap(control: TorControl): Promise<Finding> {
  const phase = (await control.info('status/bootstrap-phase')) ?? '';
  const percent = Number(phase.match(/PROGRESS=(\d+)/)?.[1] ?? 0);
  if (percent === 100) return good('tor-bootstrap', 'Tor is connected to its network');
  const [, summary = ''] = phase.match(/SUMMARY="([^"]*)"/) ?? [];
  const [, warning] = phase.match(/WARNING="([^"]*)"/) ?? [];
  const what = 'Tor is not connected to its network: is this machine, is its clock right?';
  const seen = `${percent} %, ${summary}${warning === undefined ? '' : `: ${warning}`}`;
  return stop('tor-bootstrap', what, seen, restartTor());
}

async function version(control: TorControl): Promise<Finding[]> {
  const [number, status] = await Promise.all([
    control.info('version'),
    control.info('status/version/current'),
  ]);
  if (status !== 'obsolete' && status !== 'unrecommended') return [];
  const command = 'apt-get update && apt-get install tor';
  return [
    mend('tor-version', "Tor's network says that this Tor is too old", `${number}: ${status}`, command),
  ];
}
