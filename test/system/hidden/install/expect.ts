import assert from 'node:assert/strict';
import { send, talk } from '../../../support/machine/client.js';
import { probes } from '../protections/checks.js';
import { DOMAIN, FIRST, SECOND, type Site, type SiteOptions, startSite } from '../site/site.js';

const NAMES = /^(greeting|ehlo|helo|help|rcpt-(own|clearnet|postmaster))/;

/** What an installation must do, however it was made. */
export async function expectToWork(site: Site) {
  assert.deepEqual(await probes(NAMES)(site), []);
  const [greeting] = await talk(await site.dial(SECOND.port), []);
  assert.equal(greeting, `220 ${SECOND.name} ESMTP`);
  const replies = await send(await site.dial(FIRST.port), { to: [`alice@${FIRST.alias}`] });
  assert.equal(replies[5], '250 OK');
  await site.idle();
  assert.match(site.mailbox('alice'), new RegExp(`Received: by ${FIRST.name}`));
  const ordinary = await send(await site.dial(25, '192.0.2.1'), { to: [`bob@${DOMAIN}`] });
  assert.match(ordinary[5] ?? '', /^250 OK id=/);
  await site.idle();
  assert.match(site.mailbox('bob'), /by secret-host\.clear\.example with esmtp \(Exim 4/);
  assert.equal(site.read('/var/log/exim4/paniclog'), '');
}

/** A site for one test. */
export async function withSite(name: string, options: SiteOptions, use: (site: Site) => Promise<void>) {
  const site = await startSite(name, options);
  let failed = true;
  try {
    await use(site);
    failed = false;
  } finally {
    await site.end(failed);
  }
}
