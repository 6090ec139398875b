import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { parseProbes } from '../../../src/audit/session/probe-text.js';
import { questionOf, startNameServer } from '../../../src/audit/sides/name-server.js';
import { namesSaid } from '../../../src/audit/sides/watch.js';

const ZONE = 'watched.example';

/** A UDP port of 127.0.0.1 that was free a moment ago. */
async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

describe('the name server of the audit', () => {
  it('notes each question for its zone, has no data, and refuses other names', async () => {
    const port = await freeUdpPort();
    const server = await startNameServer({ host: '127.0.0.1', port }, ZONE);
    const resolver = new Resolver({ timeout: 2000, tries: 1 });
    resolver.setServers([`127.0.0.1:${port}`]);
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => 'data',
        (error: NodeJS.ErrnoException) => error.code,
      );
    try {
      assert.equal(await code(resolver.resolve4(`Ehlo.${ZONE}`)), 'ENODATA');
      assert.equal(await code(resolver.resolveTxt(`key._domainkey.dkim.${ZONE}`)), 'ENODATA');
      assert.equal(await code(resolver.resolveMx('elsewhere.example')), 'EREFUSED');
      assert.equal(await code(resolver.resolveMx(`not${ZONE}`)), 'EREFUSED');
      assert.deepEqual(server.asked, [
        { name: `ehlo.${ZONE}`, type: 'A', from: '127.0.0.1' },
        { name: `key._domainkey.dkim.${ZONE}`, type: 'TXT', from: '127.0.0.1' },
      ]);
    } finally {
      server.close();
    }
  });

  it('takes nothing that is no question', () => {
    const query = Buffer.from('123401000001000000000000' + '0161' + '00' + '00010001', 'hex');
    assert.deepEqual(questionOf(query), { name: 'a', type: 1, end: query.length });
    for (let length = 0; length < query.length; length += 1) {
      assert.equal(questionOf(query.subarray(0, length)), undefined, `${length}`);
    }
    const answer = Buffer.from(query);
    answer[2] = 0x81;
    assert.equal(questionOf(answer), undefined);
    const pointer = Buffer.from('123401000001000000000000' + 'c00c' + '00010001', 'hex');
    assert.equal(questionOf(pointer), undefined);
  });
});

describe('the names to look for', () => {
  it('are those that were said, once each', () => {
    const [probe] = parseProbes('one  nothing  220  -');
    assert.ok(probe);
    const exchange = (sent: string) => ({ name: 'one', step: undefined, sent, replies: [] });
    const sent = [
      `EHLO ehlo.1a.${ZONE}\r\n`,
      `MAIL FROM:<a@mail.1a.${ZONE}>\r\nx http://ehlo.1a.${ZONE}/\r\n`,
      'NOOP',
    ];
    assert.deepEqual(namesSaid(`1a.${ZONE}`, [{ probe, values: {}, exchanges: sent.map(exchange) }]), [
      `ehlo.1a.${ZONE}`,
      `mail.1a.${ZONE}`,
    ]);
  });
});
