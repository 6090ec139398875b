import { send } from '../../../support/machine/client.js';
import { until } from '../../../support/wait.js';
import { ALICE, FIRST, type Site } from '../site/site.js';

/** A message to alice, by her onion. */
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
