import { LAPTOP } from '../machine/names.js';
import type { Way } from '../machine/orders.js';

/** The words of a command line, with the shell's quotes. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, one, two, bare]) => one ?? two ?? bare ?? '',
  );
}

const DEFAULT_WAY = 'zoe -f author@ALICE.onion -- b@BOB.onion';
const DEFAULT_ENVELOPE = ['MAIL FROM:<author@ALICE.onion>', 'RCPT TO:<b@BOB.onion>'];

/** How the lines on top of a row hand its message in. */
export function readWay([first, ...rest]: readonly string[], fill: (text: string) => string): Way<string> {
  const [name = '', ...args] = words(first ?? fill(DEFAULT_WAY));
  const given = rest.length > 0 ? rest : DEFAULT_ENVELOPE.map(fill);
  if (/^\d+$/.test(name)) {
    const [who = ''] = args;
    const address = /^[\d.]+$/.test(who);
    return {
      kind: 'port',
      port: Number(name),
      login: address ? '' : who,
      from: address ? who : LAPTOP,
      envelope: given,
    };
  }
  if (args[0] === '-bs') return { kind: 'dialogue', account: name, envelope: given };
  if (rest.length > 0) throw new Error(`an envelope for the sendmail command: ${rest[0]}`);
  return { kind: 'sendmail', account: name, args };
}
