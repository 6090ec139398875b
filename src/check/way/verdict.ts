import { type Finding, good, mend, stop, unknown } from '../finding.js';
import type { Outcome } from './stage.js';

/** An onion, and how the way to it ended. */
export interface Walked {
  readonly name: string;
  readonly outcome: Outcome;
}

/** What Tor or the server says of that onion alone; with anything else Tor itself may be the cause. */
const OF_THE_ONION = /is not online|invalid descriptor|client authorization|refused by the remote server/;

/** Whether the onion takes mail, or it is dead, or Tor is sick. The second onion is one that was tried after the first had failed. */
export function verdict({ name, outcome }: Walked, second?: Walked): Finding {
  const { status, text } = outcome;
  const said = `${status} ${text}`;
  if (outcome.reached) return good('onion', `${name} takes mail`);
  if (status.startsWith('550 5.1.2')) return stop('onion-name', `${name} cannot be an onion service`, said);
  if (/^421 4\.3/.test(status)) {
    return stop(
      'tor-sick',
      'The way is blocked on this machine, not at the onion',
      `${said}; tor-smtp-check without a name tells why`,
    );
  }
  if (status.startsWith('451 4.3.5')) {
    return stop(
      'tor-sick',
      'The configuration of this machine blocks the way',
      `${said}; tor-smtp-check without a name tells why`,
    );
  }
  if (second?.outcome.reached) {
    return mend('onion-dead', `${name} is dead, and Tor works: ${second.name} was reached`, said);
  }
  if (second) {
    const what = `Tor is sick: neither ${name} nor ${second.name} is reached`;
    return stop(
      'tor-sick',
      what,
      `${said}; ${second.outcome.status} ${second.outcome.text}`,
      'tor-smtp-check',
    );
  }
  if (OF_THE_ONION.test(text) || isServers(status))
    return mend('onion-dead', `${name} does not take mail`, said);
  const what = `${name} is not reached: it may be dead, or Tor sick; --other NAME.onion tells which`;
  return unknown('onion-unreached', what, said);
}

/** Whether the reply is the server's own, or about what it says. */
function isServers(status: string): boolean {
  return !/^451 4\.(4\.|7\.0)/.test(status) && !status.startsWith('421 4.4');
}
