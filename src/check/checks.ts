import type { SocksAddress } from '../options.js';
import { eximDaemon } from './exim/daemon.js';
import { eximInstalled } from './exim/installed.js';
import { eximKey } from './exim/key.js';
import { eximClearnet, eximTarget } from './exim/macros.js';
import { eximMap } from './exim/map.js';
import { eximQueue } from './exim/queue.js';
import { eximRouters } from './exim/routers.js';
import { eximTransport } from './exim/transport.js';
import { type Facts, gather } from './facts.js';
import { type Finding, unknown } from './finding.js';
import { serviceAccounts } from './service/accounts.js';
import { serviceOptions } from './service/options.js';
import { servicePort } from './service/port.js';
import { serviceProgram } from './service/program.js';
import { serviceUsed } from './service/used.js';
import { torAnswers } from './tor/answers.js';
import { torAppArmor } from './tor/apparmor.js';
import { torRunning } from './tor/running.js';
import { torSocket } from './tor/socket.js';
import { torState } from './tor/state.js';

/** Looks at one thing, and says what is wrong with it; or that it is good, or that there is nothing to look at. */
type Check = (facts: Facts) => readonly Finding[] | Promise<readonly Finding[]>;

/** In the order in which mail goes. */
const CHECKS: readonly Check[] = [
  eximInstalled,
  eximRouters,
  eximTransport,
  eximTarget,
  eximClearnet,
  eximMap,
  eximKey,
  eximDaemon,
  serviceUsed,
  serviceAccounts,
  serviceProgram,
  serviceOptions,
  servicePort,
  torRunning,
  torSocket,
  torAppArmor,
  torAnswers,
  torState,
  eximQueue,
];

/** All that is found, in this order. They are under way at the same time: most of it is waiting for other programs. */
export async function* runChecks(control?: SocksAddress): AsyncGenerator<Finding> {
  const facts = await gather(control);
  for (const findings of CHECKS.map((check) => attempt(check, facts))) yield* await findings;
}

async function attempt(check: Check, facts: Facts): Promise<readonly Finding[]> {
  try {
    return await check(facts);
  } catch (error) {
    const cause = error instanceof Error ? error.message : `${error}`;
    return [unknown('check', `The check ${check.name} failed`, cause)];
  }
}
