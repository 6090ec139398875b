import { nameOf, type Onion, onionFor, TABLES } from '../site/onions.js';
import { refuseMachine } from '../site/refusals.js';
import { RECEIVE } from '../site/sections.js';
import type { Site } from '../site/site.js';
import type { Hands } from '../steps/hands.js';
import type { Plan } from '../steps/run.js';
import { Refusal, type Step } from '../steps/step.js';
import { listed } from '../texts/marked.js';
import { byXinetd, doorStep, placeOf, recipientFault } from './door.js';
import { hiddenEximSteps, rows, withoutMail } from './exim/hidden.js';
import { onionServiceStep } from './onion-service.js';
import { apparmorSteps, refuseBrokenTor } from './tor.js';

export interface Receiving {
  /** Its name, or `new`. */
  readonly onion: string;
  readonly users: readonly { readonly name: string; readonly account: string }[];
  readonly xinetd: boolean;
}

export interface Planned {
  readonly steps: Plan;
  /** What is said at the end. */
  last(): string | undefined;
}

/** Stands for a name that Tor has yet to make, where nothing is done. */
const TO_COME = 'NEW.onion';

/** What `receive` makes so. The onion is closed until the tables have it, so they come last. */
export async function receivePlan(site: Site, task: Receiving, hands: Hands): Promise<Planned> {
  refuseMachine(site, RECEIVE);
  const { host } = site;
  const xinetd = byXinetd(site, task.xinetd);
  const wrong = await withoutMail(site, [...new Set(task.users.map(({ account }) => account))]);
  if (wrong.length > 0) throw new Refusal(wrong.join('\n'));
  await refuseBrokenTor(site);
  const onion = onionFor(host, task.onion, xinetd);
  const name = () => nameOf(host, onion) ?? TO_COME;
  const before = [
    ...(await hiddenEximSteps(site)),
    ...(xinetd ? [] : apparmorSteps(site, '/{,var/}run/tor-hidden/*.sock rw,')),
    await doorStep(site, onion, xinetd),
    await onionServiceStep(site, onion, xinetd),
  ];
  async function* steps() {
    yield* before;
    yield tablesStep(site, onion, name(), task.users, xinetd);
  }
  return {
    steps: steps(),
    last: () => (hands.dry ? undefined : task.users.map((user) => `${user.name}@${name()}`).join('\n')),
  };
}

/** Who is who. `postmaster` has to lead to somebody who reads it (RFC 5321 section 4.5.1). */
function tablesStep(
  { host }: Site,
  { port }: Onion,
  name: string,
  users: Receiving['users'],
  xinetd: boolean,
): Step {
  const path = `${TABLES}/users/${name}`;
  const present = rows(host, path).map((row) => row.replace(/\s*[:\s].*$/, ''));
  const postmaster = { name: 'postmaster', account: users[0]?.account ?? '' };
  const wanted = users.some((user) => user.name === 'postmaster') ? users : [...users, postmaster];
  for (const user of users) {
    const row = rows(host, path).find((each) => each.replace(/\s*[:\s].*$/, '') === user.name);
    if (row !== undefined && row.replace(/^[^:\s]*[:\s]\s*/, '') !== user.account)
      throw new Refusal(`${path} has "${row}" already`);
  }
  const added = wanted
    .filter((user) => !present.includes(user.name))
    .map((user) => `${user.name}: ${user.account}`);
  return {
    title: `Exim takes mail for ${name}`,
    parts: [
      { kind: 'edit', path, change: listed(added) },
      { kind: 'edit', path: `${TABLES}/ports`, change: listed([`${port}: ${name}`]) },
    ],
    fault: async () => {
      for (const user of wanted) {
        const why = await recipientFault(placeOf(port, xinetd), name, `${user.name}@${name}`);
        if (why !== undefined) return why;
      }
      return undefined;
    },
    patience: 15,
  };
}
