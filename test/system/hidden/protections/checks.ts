import { talk } from '../../../support/machine/client.js';
import { USERS } from '../../../support/machine/furniture.js';
import { until } from '../../../support/wait.js';
import { battery, casesFor, givenAway } from '../battery/battery.js';
import { because } from '../site/outgoing.js';
import { DOMAIN, FIRST, SECOND, type Site } from '../site/site.js';
import { deliver } from './deliver.js';

/** Looks whether a site gives something away, and says what; nothing: []. */
export type Check = (site: Site) => Promise<string[]>;

/** Probes of the battery. */
export const probes =
  (which: RegExp): Check =>
  async (site) =>
    givenAway(
      await battery(
        () => site.dial(FIRST.port),
        casesFor(FIRST, SECOND, (name) => which.test(name)),
      ),
      FIRST,
    );

/** Replies to lines of one session, held against what they must not have. */
export const replies =
  (lines: readonly string[], wrong: RegExp, port = FIRST.port, host?: string): Check =>
  async (site) =>
    (await talk(await site.dial(port, host), lines)).filter((reply) => wrong.test(reply));

/** Everything that goes out of the machine because of `act`, and messages that Exim makes itself. */
export const goesOut =
  (act: (site: Site) => Promise<unknown>): Check =>
  async (site) => {
    const { questions, messages, made, opened } = await because(site, () => act(site));
    return [
      ...questions.map((each) => `question ${each}`),
      ...messages.map((each) => `message ${each}`),
      ...made.map((each) => `made ${each}`),
      ...(opened > 0 ? [`connections opened: ${opened}`] : []),
    ];
  };

/** The same without the messages that Exim makes, if they stay here. */
export const leaves =
  (act: (site: Site) => Promise<unknown>): Check =>
  async (site) =>
    (await goesOut(act)(site)).filter((each) => !each.startsWith('made '));

/** Lines of the message that alice gets. */
export const stored =
  (wrong: RegExp, header: readonly string[] = []): Check =>
  async (site) => {
    await site.sh('rm -f /var/mail/alice');
    const written = site.log().length;
    await deliver(site, { header });
    // It is delivered after the reply.
    await until('the delivery', () => / Completed$/m.test(site.log().slice(written)));
    return site
      .mailbox('alice')
      .split('\n')
      .slice(1)
      .filter((line) => wrong.test(line));
  };

/** A message that bob sends with an address of alice's. */
export const stolen =
  (from: string, header: string): Check =>
  async (site) => {
    const input = `From: ${header}\nTo: alice@${DOMAIN}\n\nhello\n`;
    const args = ['-odq', '-f', from, `alice@${DOMAIN}`];
    const { code } = await site.run({ file: 'exim4', args, input, uid: USERS.bob, gid: USERS.bob });
    await site.sh('exim4 -qff');
    return code === 0 ? [`taken from ${from}, ${header}`] : [];
  };

/** How many of `count` connections at once are greeted, on an onion port; the ordinary port must still answer. */
export const crowd =
  (count: number): Check =>
  async (site) => {
    const sockets = await Promise.all(Array.from({ length: count }, () => site.dial(FIRST.port)));
    try {
      await Promise.all(
        sockets.map(
          (socket) => new Promise((resolve) => socket.once('data', resolve).once('close', resolve)),
        ),
      );
      const [ordinary = ''] = await talk(await site.dial(25, '192.0.2.1'), []);
      return ordinary.startsWith('220') ? [] : [`the ordinary port says ${ordinary}`];
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  };
