import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connect } from 'node:tls';
import { probes } from './protections/checks.js';
import { siteDuring } from './site/during.js';
import { FIRST, SECOND } from './site/site.js';
import { steps } from './site/steps.js';

describe('TLS, where it is wanted', () => {
  const site = siteDuring('hidden-tls', {
    macros: 'TOR_HIDDEN_TLS = yes\nMAIN_TLS_ENABLE = yes\nMAIN_TLS_CERTKEY = /etc/exim4/own.pem\n',
    async furnish({ sh }) {
      const own =
        'openssl req -x509 -newkey ed25519 -nodes -subj /CN=secret-host.clear.example -keyout a -out b';
      await sh(`cd /etc/exim4; ${own}; cat a b > own.pem; chgrp Debian-exim own.pem; chmod 640 own.pem`);
      for (const { name } of [FIRST, SECOND])
        await sh(`onion=${name}\n${steps('### TLS on an onion port').join('')}`);
    },
  });

  async function certificate(port: number, host?: string) {
    const socket = await site().dial(port, host);
    let text = '';
    await new Promise<void>((resolve) => {
      const lines = ['EHLO x', 'STARTTLS'];
      socket.on('data', function hear(part: Buffer) {
        text += part;
        if (!/^\d{3} .*\r\n$/m.test(text)) return;
        text = '';
        const line = lines.shift();
        if (line) socket.write(`${line}\r\n`);
        else {
          socket.off('data', hear);
          resolve();
        }
      });
    });
    const inside = connect({ socket, rejectUnauthorized: false });
    await new Promise((resolve, reject) => inside.once('secureConnect', resolve).once('error', reject));
    const { subject } = inside.getPeerCertificate();
    inside.destroy();
    return subject.CN;
  }

  it('gives nothing away either', async () => {
    const findings = await probes(/^(greeting|ehlo|starttls)/)(site());
    assert.deepEqual(
      findings.filter((each) => !each.startsWith('time: ')),
      [],
      'but when the certificate was made',
    );
  });

  it('each side has its own certificate', async () => {
    assert.equal(await certificate(FIRST.port), FIRST.name);
    assert.equal(await certificate(SECOND.port), SECOND.name);
    assert.equal(await certificate(25, '192.0.2.1'), 'secret-host.clear.example');
  });
});
