import assert from 'node:assert/strict';
import { it } from 'node:test';
import { send } from '../../../support/machine/client.js';
import { DOMAIN } from '../site/site.js';
import type { Kept } from './kept.js';

/** What can be the matter with a mailbox, how it comes about, and how it is mended. */
const TROUBLES: Readonly<Record<string, readonly [make: string, mend: string]>> = {
  'it is large': ['truncate -s 3G $mailbox; chown alice:mail $mailbox', 'rm $mailbox'],
  'it is a folder': ['mkdir $mailbox', 'rmdir $mailbox'],
  'it belongs to somebody else': ['touch $mailbox; chown bob $mailbox', 'rm $mailbox'],
  'it is a link': ['ln -s /etc/passwd $mailbox', 'rm $mailbox'],
  'it cannot be made': [
    'chmod 755 /var/mail; chown root:root /var/mail',
    'chmod 2775 /var/mail; chgrp mail /var/mail',
  ],
};

/** Tests of a mailbox that cannot take the message, or not soon. */
export function whateverTheMailbox({ site, deliver, clean, run, waiting }: Kept) {
  for (const [what, [make, mend]] of Object.entries(TROUBLES)) {
    it(`tells nobody about the mailbox and arrives later if ${what}`, async () => {
      await clean();
      const well = await deliver('alice');
      await site().idle();
      await site().sh(`mailbox=/var/mail/alice; rm $mailbox; ${make}`);
      assert.deepEqual(await deliver('alice'), well);
      await run();
      await site().sh(`mailbox=/var/mail/alice; ${mend}`);
      await run();
      assert.equal(await waiting(), '');
      // A large one takes it; nobody reads it through to see.
      if (what !== 'it is large') assert.match(site().mailbox('alice'), /^Subject: hello$/m);
    });
  }

  it('does not tell that somebody filled it from the ordinary side', async () => {
    await clean();
    const well = await deliver('pen.name');
    await site().sh('head -c 200000000 /dev/zero > /var/mail/bob; chown bob:mail /var/mail/bob');
    const [, , , , , ok = ''] = await send(await site().dial(25, '192.0.2.1'), { to: [`bob@${DOMAIN}`] });
    assert.match(ok, /^250 OK/);
    assert.deepEqual(await deliver('pen.name'), well);
    await clean();
  });

  it('is tried for years', async () => {
    const { output } = await site().exim(['-brt', 'alice@tor-hidden.invalid']);
    assert.match(output, /^Retry rule: \*tor-hidden\.invalid .*F,1000w,1h/m);
    assert.equal((await site().exim(['-brt', 'alice@gone.tor-hidden.invalid'])).output, output);
  });
}
