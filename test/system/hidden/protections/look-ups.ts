import { createHash } from 'node:crypto';
import { talk } from '../../../support/machine/client.js';
import { DOMAIN, FIRST, HOST } from '../site/site.js';
import { goesOut, leaves } from './checks.js';
import { deliver } from './deliver.js';
import { ACL, MACROS, type Protection, same, site } from './protection.js';

/** A signature of the right body (RFC 6376 3.4.4): only then is the key asked for. */
const bh = createHash('sha256').update('the body\r\n').digest('base64');
const signature = `v=1; a=rsa-sha256; c=relaxed/relaxed; d=evil.example; s=x; h=from; bh=${bh}; b=${bh}`;
const signed = { header: [`DKIM-Signature: ${signature}`, 'From: a@evil.example'] };

/** What DNS or a client is asked. */
export const LOOK_UPS: readonly Protection[] = [
  {
    name: 'no look-up of the name of the client',
    off: [[MACROS, /^MAIN_HOST_LOOKUP = .*$/m, 'MAIN_HOST_LOOKUP = *']],
    check: goesOut(async (where) => talk(await where.dial(FIRST.port), ['QUIT'])),
    found: /question PTR/,
  },
  {
    name: 'no look-up when the client says it is this machine',
    off: [same('helo_lookup_domains', '@ : @[]')],
    check: goesOut(async (where) => talk(await where.dial(FIRST.port), [`EHLO ${HOST}`])),
    found: /question PTR/,
  },
  {
    name: 'no look-up of what the client says it is',
    given: [site('TOR_HIDDEN_CLEAR_HELO_TRY_VERIFY_HOSTS = *')],
    off: [same('helo_try_verify_hosts', '*')],
    check: goesOut(async (where) => talk(await where.dial(FIRST.port), ['EHLO far.example'])),
    found: /question A far\.example/,
  },
  {
    name: 'no ident',
    given: [site('TOR_HIDDEN_CLEAR_RFC1413_HOSTS = *\nrfc1413_query_timeout = 1s')],
    off: [same('rfc1413_hosts', '*')],
    check: goesOut(async (where) => talk(await where.dial(FIRST.port), ['EHLO far.example'])),
    found: /connections opened/,
  },
  {
    name: 'signatures are not verified',
    off: [[ACL, '          control = dkim_disable_verify\n', '']],
    check: goesOut((where) => deliver(where, signed)),
    found: /question TXT x\._domainkey\.evil\.example/,
  },
  {
    name: 'onion names do not go to DNS',
    off: [['router/070_tor-hidden-guard', /^tor_hidden_guard:[\s\S]*?no_more\n/m, '']],
    check: leaves((where) =>
      where.exim(['-odi', '-f', `alice@${DOMAIN}`, `someone@${FIRST.name}`], 'Subject: x\n\nx\n'),
    ),
    found: /question MX .*onion/,
  },
];
