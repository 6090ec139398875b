import { exists } from '../../machine/files.js';
import { TOR } from '../../machine/paths.js';
import { isAt, socksLines, torRuns } from '../../machine/tor.js';
import { socksText } from '../../options.js';
import { isFailure, TOR_SILENT } from '../../replies.js';
import { dial } from '../../server/socks.js';
import { NEVER } from '../../wire/cancellation.js';
import { within } from '../../wire/deadline.js';
import { addMailPort, restartTor, substitute } from '../commands.js';
import type { Facts, UsedWay } from '../facts.js';
import { type Finding, good, mend, stop, unknown } from '../finding.js';
import { missing, useSocket } from './socket.js';

/**
 * The Tor Project's address with another last letter but three: Tor sees by itself that the checksum is wrong, asks nobody, and
 * says so with X'F6' if its port has ExtendedErrors.
 */
const MISTYPED = '2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wie.onion';

/** Milliseconds. */
const PATIENCE = 15_000;

/** What Tor's SOCKS port says. */
export async function torAnswers({ enabled, away }: Facts): Promise<Finding[]> {
  // That it does not run has been told.
  if (!away && !torRuns()) return [];
  const asked = enabled.filter((way, index) => {
    const isFirst =
      enabled.findIndex((other) => socksText(other.options.socks) === socksText(way.options.socks)) === index;
    return isFirst && way.request.kind === 'serve';
  });
  return (await Promise.all(asked.map(ask))).flat();
}

async function ask(way: UsedWay): Promise<Finding[]> {
  const where = socksText(way.options.socks);
  const answer = await within(PATIENCE, TOR_SILENT, NEVER, ({ cancellation }) =>
    dial(way.options.socks, { host: MISTYPED, port: 25 }, undefined, cancellation),
  );
  if (!isFailure(answer)) {
    answer.destroy();
    return [stop('tor-socks', 'What should be Tor connects to a name that cannot exist', where)];
  }
  const { cause } = answer;
  if (/^SOCKS reply X'F\d'/.test(cause))
    return [good('tor-socks', `Tor answers at ${where}, with extended errors`)];
  if (cause.startsWith('SOCKS reply')) return [withoutReasons(way, cause)];
  if (/ENOENT/.test(cause)) return [];
  if (/EACCES|EPERM/.test(cause)) return [unknown('tor-socks', `Tor cannot be asked at ${where}`, cause)];
  const { socks } = way.options;
  const isTold = socksLines().some((line) => isAt(line, socks));
  // What a Tor before has left there.
  if (/ECONNREFUSED/.test(cause) && 'path' in socks && !isTold) return [missing(way, socks.path)];
  const seen = `${answer.reply.text} (${cause})`;
  return [stop('tor-socks', `Tor does not answer at ${where}`, seen, restartTor())];
}

/** Without the flag most faults look alike, and a mistyped address waits for days in place of a bounce at once. */
function withoutReasons(way: UsedWay, cause: string): Finding {
  const what = "Tor's SOCKS port does not tell why an onion service failed: it lacks ExtendedErrors";
  return mend(
    'tor-extended',
    what,
    `${socksText(way.options.socks)} answers a mistyped name with ${cause}, not X'F6' (${way.optionsFile})`,
    addFlag(way),
  );
}

function addFlag(way: UsedWay): string | undefined {
  const { socks } = way.options;
  const line = socksLines().find((each) => isAt(each, socks));
  if (line && line.file !== TOR.defaults) {
    return `${substitute(line.file, line.line.trim(), `${line.line.trim()} ExtendedErrors`)} && ${restartTor()}`;
  }
  // The file belongs to the distribution: a port of our own is added.
  const isDebians = 'path' in socks ? socks.path === TOR.socks : socks.port === 9050;
  const make = exists(TOR.mailSocks) ? '' : `${addMailPort()} && `;
  return isDebians ? `${make}${useSocket(way, TOR.mailSocks)}` : undefined;
}
