import { connect } from 'node:net';
import { basename } from 'node:path';
import { listeners, owners, type Process, unitOf } from '../../machine/processes.js';
import { socketAt } from '../../machine/services/systemd.js';
import { service } from '../commands.js';
import type { Facts, UsedWay } from '../facts.js';
import { type Finding, good, stop } from '../finding.js';
import { described } from './used.js';

/** Who holds the port, and what it says. */
export async function servicePort({ enabled, booted }: Facts): Promise<Finding[]> {
  const first = enabled.filter((way, index) => enabled.findIndex(({ port }) => port === way.port) === index);
  return (await Promise.all(first.map((way) => inspect(way, booted)))).flat();
}

async function inspect(way: UsedWay, booted: boolean): Promise<Finding[]> {
  if (listeners(way.port).length === 0) {
    // A service that does not run has been told of.
    if (way.running === false) return [];
    return [stop('port', `Nobody listens at port ${way.port}`, '/proc/net/tcp', start(way, booted))];
  }
  const look = () => owners(way.port);
  const processes = look();
  const socket = await socketAt(way.port);
  const stranger = await staying(processes, look, (process) => !isOurs(process, way, socket));
  if (stranger) return [taken(way, stranger, booted, socket)];
  const heard = await greeting(way.port);
  if (/^220 tor-smtp\b/.test(heard)) return [good('port', `port ${way.port} greets: ${heard}`)];
  if (processes.length === 0 && /^\d{3} /.test(heard)) {
    return [stop('port-taken', `Another program has port ${way.port}`, `it greets with ${heard}`)];
  }
  const what = `tor-smtp does not greet at port ${way.port}`;
  const evidence = heard === '' ? 'the connection is closed without a word' : heard;
  return [stop('greeting', what, `${evidence}; ${journal(way)} may tell why`)];
}

/** Milliseconds, until a child of systemd's has closed what it does not need, or is in its unit. */
const MOMENT = 500;

/**
 * The first of these processes that is still there a moment later. A child of systemd's holds all that systemd does until it
 * becomes the program of its unit, whichever that is, and bears no name of ours until then.
 */
export async function staying(
  seen: readonly Process[],
  look: () => readonly Process[],
  isStrange: (process: Process) => boolean,
): Promise<Process | undefined> {
  const strange = seen.filter(isStrange);
  if (strange.length === 0) return undefined;
  await new Promise((passed) => setTimeout(passed, MOMENT));
  return look().find((process) => isStrange(process) && strange.some(({ pid }) => pid === process.pid));
}

/** systemd holds the ports of all socket units; what is in the way's own unit is ours, whatever it is called. */
function isOurs({ pid, name, command }: Process, way: UsedWay, socket: string | undefined): boolean {
  if (pid === 1 && socket !== undefined) return socket === way.name;
  if (way.kind === 'systemd' && unitOf(pid) === basename(way.file)) return true;
  return name === way.kind || name === 'xinetd' || /\btor-smtp\b/.test(command);
}

function start(way: UsedWay, booted: boolean): string {
  return way.kind === 'systemd' && booted ? `systemctl restart ${way.name}` : service('restart', 'xinetd');
}

/** Its unit is stopped for good, if it has one; else the process alone. */
function taken(way: UsedWay, { pid, name, command }: Process, booted: boolean, socket?: string): Finding {
  const unit = pid === 1 ? socket : booted ? unitOf(pid) : undefined;
  const end = unit === undefined ? `kill ${pid}` : `systemctl disable --now ${unit}`;
  const what = `Another program has port ${way.port}, which ${described(way)} wants`;
  const evidence = `process ${pid}, ${pid === 1 && unit ? unit : `${name}: ${command.slice(0, 80)}`}`;
  const again = `${end}; sleep 1; ${start(way, booted)}`;
  return stop('port-taken', what, evidence, pid === 1 && unit === undefined ? undefined : again);
}

/** Where the cause is written. */
function journal(way: UsedWay): string {
  return way.kind === 'systemd'
    ? 'journalctl -t tor-smtp -t systemd -n 20'
    : `xinetd's messages in the system's log`;
}

/** Milliseconds. */
const PATIENCE = 15_000;

/** The first line that a port of this machine says; '' where it closes without one. */
export function greeting(port: number): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (line: string) => {
      clearTimeout(timer);
      // Who leaves with QUIT leaves no session behind.
      socket.end('QUIT\r\n');
      socket.resume();
      setTimeout(() => socket.destroy(), 500).unref();
      resolve(line.replace(/[^\x20-\x7e]/g, '?'));
    };
    const timer = setTimeout(() => finish(`no greeting in ${PATIENCE / 1000} s`), PATIENCE);
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1');
      const end = heard.indexOf('\n');
      if (end >= 0) finish(heard.slice(0, end).trimEnd());
    });
    socket.on('error', (error: NodeJS.ErrnoException) => finish(`no connection: ${error.code}`));
    socket.on('close', () => finish(heard));
  });
}
