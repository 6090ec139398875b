import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Edit } from './protections/protection.js';
import { PROTECTIONS } from './protections/protections.js';
import { siteDuring } from './site/during.js';

/** Set it to a part of a name to try one protection alone. */
const { ONLY = '' } = process.env;

/** update-exim4.conf puts the name of each file before and behind what it has from there. */
function edit(configuration: string, [file, text, replacement]: Edit): string {
  const [head, start] = [configuration.indexOf(`/conf.d/${file}\n`), `### end /etc/exim4/conf.d/${file}\n`];
  const end = configuration.indexOf(start);
  assert.ok(head >= 0 && end > head, `no ${file}`);
  const part = configuration.slice(head, end);
  const edited = part.replace(text, () => replacement);
  assert.notEqual(edited, part, `${file} has no ${text}`);
  return configuration.slice(0, head) + edited + configuration.slice(end);
}

describe('without this protection something shows', () => {
  let shipped: string;
  let current = '';
  // One protection is for the ports of the daemon; the others are the same in each layout.
  const site = siteDuring('hidden-protection', { layout: 'daemon' });

  /** Exim with the shipped files and these edits, and with nothing left from before. */
  async function start(edits: readonly Edit[]) {
    const wanted = edits.reduce(edit, shipped);
    await site().sh(
      'rm -rf /var/mail/* /var/spool/exim4/db/* /var/spool/exim4/input/* /var/spool/exim4/msglog/*',
    );
    if (wanted !== current) await site().reload(wanted);
    current = wanted;
  }

  const chosen = PROTECTIONS.filter(({ name }) => name.includes(ONLY));
  // Those for which the site has nothing beside the shipped files first, all with the same configuration.
  const seen = new Map<string, string[]>();
  before(async () => {
    shipped = site().configuration();
    for (const { name, given, check } of chosen) {
      if (given) continue;
      await start([]);
      seen.set(name, await check(site()));
    }
  });

  for (const { name, given, off, check, found } of chosen) {
    it(name, async () => {
      if (given) await start(given);
      assert.deepEqual(seen.get(name) ?? (await check(site())), [], 'with it');
      await start([...(given ?? []), ...off]);
      assert.match((await check(site())).join('\n'), found, 'without it');
    });
  }
});
