import { send, talk } from '../../../support/machine/client.js';
import { USERS } from '../../../support/machine/furniture.js';
import { until } from '../../../support/wait.js';
import { DOMAIN, FIRST, HOST, SECOND, type Site } from '../site/site.js';
import { battery, casesFor, givenAway } from './battery.js';

/** Looks whether a site gives something away, and says what; nothing: []. */
export type Check = (site: Site) => Promise<string[]>;

export const ALICE = `alice@${FIRST.name}`;

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
    const earlier = await site.counted();
    const written = site.log().length;
    await act(site);
    await site.idle();
    await site.exim(['-qff']);
    await site.idle();
    const later = await site.counted();
    const made =
      site
        .log()
        .slice(written)
        .match(/<= <> (?!H=).*/g) ?? [];
    const opened = later.opened - earlier.opened;
    return [
      ...later.questions.slice(earlier.questions.length).map((each) => `question ${each}`),
      ...later.messages.slice(earlier.messages.length).map((each) => `message ${each}`),
      ...made.map((each) => `made ${each}`),
      ...(opened > 0 ? [`connections opened: ${opened}`] : []),
    ];
  };

/** The same without the messages that Exim makes, if they stay here. */
export const leaves =
  (act: (site: Site) => Promise<unknown>): Check =>
  async (site) =>
    (await goesOut(act)(site)).filter((each) => !each.startsWith('made '));

export const deliver = async (site: Site, more: Partial<Parameters<typeof send>[1]> = {}) =>
  send(await site.dial(FIRST.port), { to: [ALICE], ...more });

/** A message that cannot be delivered and is given up, which Exim tells the sender. */
export async function giveUp(site: Site) {
  const written = site.log().length;
  await site.sh('mkdir /var/mail/alice');
  await deliver(site);
  const [, id = ''] = await until('the first attempt', () =>
    site
      .log()
      .slice(written)
      .match(/(\S+) == /),
  );
  await until('the end of it', async () => {
    await site.exim(['-Mg', id]);
    return !(await site.exim(['-bp'])).output.includes(id);
  });
  await site.sh('rmdir /var/mail/alice');
}

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

export const telling = new RegExp(
  `${HOST}|secret-host|${DOMAIN}|Exim|\\+1[23]45|127\\.0\\.0\\.1`.replaceAll('.', '\\.'),
);
