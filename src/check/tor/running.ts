import { exists } from '../../machine/files.js';
import { TOR } from '../../machine/paths.js';
import { run } from '../../machine/run.js';
import { torRuns } from '../../machine/tor.js';
import { restartTor, service } from '../commands.js';
import type { Facts } from '../facts.js';
import { type Finding, good, mend, stop } from '../finding.js';

/** Whether there is a Tor, whether it runs, and whether it takes its configuration. */
export async function torRunning({ root, booted, away }: Facts): Promise<Finding[]> {
  if (away) return [];
  const version = await run('tor', ['--version']);
  if (version.status === null) {
    if (torRuns()) return [good('tor', 'Tor runs')];
    return [stop('tor-missing', 'Tor is not installed', 'no program of that name', 'apt-get install tor')];
  }
  const fault = root ? await torrcFault() : undefined;
  const running = torRuns();
  if (fault !== undefined) {
    const report = running ? mend : stop;
    const what = running
      ? 'Tor will not take its configuration when it starts again'
      : 'Tor does not take its configuration';
    return [report('torrc', what, fault, comment(fault))];
  }
  if (running) return [good('tor', `Tor ${version.stdout.match(/version ([\d.]+\d)/)?.[1] ?? ''} runs`)];
  const start = booted ? 'systemctl enable tor; systemctl restart tor@default' : service('start', 'tor');
  return [stop('tor-stopped', 'Tor does not run', 'no process of that name', start)];
}

/** Puts the line with an option that Tor does not know into a comment. */
function comment(fault: string): string | undefined {
  const [, option] = fault.match(/Unknown option '(\w+)'/) ?? [];
  return option && `sed -i 's/^[[:space:]]*+\\?${option}/#&/' ${TOR.torrc} && ${restartTor()}`;
}

/** What Tor says of its files, as it would read them at a start. */
async function torrcFault(): Promise<string | undefined> {
  if (!exists(TOR.torrc)) return undefined;
  const defaults = exists(TOR.defaults) ? ['--defaults-torrc', TOR.defaults] : [];
  const args = [...defaults, '-f', TOR.torrc, '--RunAsDaemon', '0', '--verify-config'];
  const { status, stdout } = await run('tor', args);
  if (status === 0 || status === null) return undefined;
  const lines = stdout.split('\n').filter((line) => /\[(warn|err)\]/.test(line));
  const cause = lines.find((line) => /Failed to parse|Unknown option|Couldn't/.test(line)) ?? lines[0] ?? '';
  return `tor --verify-config: ${cause.replace(/^.*\[(warn|err)\] /, '')}`;
}
