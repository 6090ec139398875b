import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ChainOptions, withChain } from '../../../support/exim/chain.js';
import { alice, author, bob, letter, toBob } from '../../../support/exim/names.js';

const TLS = { TOR_SMTP_TLS: 'yes' };

describe('exim: a server that offers STARTTLS', () => {
  interface How extends ChainOptions {
    macros?: Record<string, string>;
    edit?: (path: string, text: string) => string;
  }

  function deliver({ macros = {}, edit = (_path, text) => text, ...options }: How) {
    return withChain('exim-tls', options, async (chain) => {
      const receiver = await chain.receiver(bob, { tls: true });
      const sender = chain.sender({ domains: [alice], macros, edit });
      await sender.submit(letter(author, toBob.to), toBob);
      const copies = (await receiver.delivered()).length;
      return { received: receiver.log(), sent: sender.log(), copies };
    });
  }

  it('gets mail in the clear inside Tor when EHLO has two names', async () => {
    const { received, sent, copies } = await deliver({});
    assert.equal(copies, 1, sent);
    assert.match(received, new RegExp(`<= author@.* H=\\(${alice}\\) .* P=esmtp `));
    assert.match(sent, / => /);
  });

  it('gets mail in TLS when EHLO has one name, and the name before TLS is --helo', async () => {
    const { received, sent, copies } = await deliver({
      macros: TLS,
      args: ['--helo', 'relay.invalid'],
    });
    assert.equal(copies, 1, sent);
    assert.match(received, /<= author@.* P=esmtps X=TLS/);
    assert.match(sent, / => .* X=TLS.* C="250/);
    assert.doesNotMatch(received + sent, /secret-host\.clear\.example\)/);
  });

  it('is left to the transport by a proxy that hides no STARTTLS: two names work', async () => {
    const { received, copies, sent } = await deliver({ naive: true, args: ['open'] });
    assert.equal(copies, 1, sent);
    assert.match(received, / P=esmtp /);
  });

  it('without hosts_avoid_tls both names are sent inside TLS, and the server takes them for a syntax error', async () => {
    const { received, sent, copies } = await deliver({
      naive: true,
      args: ['open'],
      edit: (_path, text) => text.replace(/^ *hosts_avoid_tls = \*$/m, ''),
    });
    assert.equal(copies, 0, sent);
    assert.match(received + sent, /syntactically invalid argument\(s\): /);
  });
});
