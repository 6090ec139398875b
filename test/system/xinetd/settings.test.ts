import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { render, TOO_MANY_CONNECTIONS } from '../../../src/replies.js';
import { ehloReply, greeting, xinetdBench } from '../../support/programs/xinetd-bench.js';

/** What the resident program says in the same case. */
const FULL = new RegExp(`^${render(TOO_MANY_CONNECTIONS)}`);

describe('the settings of the xinetd file', () => {
  const bench = xinetdBench();

  it('takes host and port of Tor as two words, as service files of 2006 have them', async () => {
    await bench().launchBare(['127.0.0.1', String(bench().torPort)]);
    const client = bench().call();
    await client.take(greeting);
    await bench().say(client, `EHLO me.onion ${bench().onion}`, ehloReply);
  });

  it('gives the program an environment with nothing but PATH', async () => {
    process.env.TOR_SMTP_STRAY = 'of whoever started xinetd';
    await bench().launch();
    delete process.env.TOR_SMTP_STRAY;
    await bench().call().take(greeting);
    const environment = readFileSync(`/proc/${await bench().program()}/environ`, 'latin1').split('\0');
    const names = environment.filter(Boolean).map((setting) => setting.split('=')[0]);
    // xinetd itself adds the client's address.
    assert.deepEqual(names.sort(), ['PATH', 'REMOTE_HOST']);
  });

  it('leaves places for other destinations when one takes all it can get, and tells those to come again for whom there is none', async () => {
    // The file's are more than this needs to start.
    const { messages } = await bench().launch([], [], { instances: '5', per_source: '3' });
    const one = Array.from({ length: 3 }, () => bench().call('127.1.2.3'));
    await Promise.all(one.map((client) => client.take(greeting)));
    await bench().call('127.1.2.3').take(FULL);
    assert.match(messages(), /per_source_limit/);
    const others = [bench().call('127.4.5.6'), bench().call('127.4.5.7')];
    await Promise.all(others.map((client) => client.take(greeting)));
    const last = bench().call('127.4.5.8');
    await last.take(FULL);
    assert.equal(await last.closed(), 'FIN');
    assert.match(messages(), /service_limit/);
  });

  it('is not switched off by a burst', async () => {
    const { messages } = await bench().launch();
    const burst = Array.from({ length: 55 }, (_, i) => bench().call(`127.1.1.${i + 1}`));
    for (const { socket } of burst) socket.end('QUIT\r\n');
    await Promise.all(burst.map((client) => client.take(/^220 .*\r\n221 /)));
    assert.doesNotMatch(messages(), /Deactivating/);
    await bench().call().take(greeting);
  });

  it('logs nothing of its own about a session', async () => {
    const { messages } = await bench().launch();
    const before = messages();
    const client = bench().call();
    await client.take(greeting);
    await bench().say(client, 'QUIT', /^221 /);
    await client.take(/^[^\n]*\n/);
    await client.closed();
    assert.equal(messages(), before);
  });
});
