import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { waitingIn } from '../../../src/check/exim/queue.js';
import { RULES, seconds } from '../../../src/check/exim/rules.js';
import { firstDifference } from '../../../src/check/exim/stale.js';
import { eximTransport } from '../../../src/check/exim/transport.js';
import { type Facts, routersIn } from '../../../src/check/facts.js';

/** The macro TOR_SMTP_DESTINATION. */
const DESTINATION = '${extract{tor_smtp_onion}{$address_data}{$value}{$domain}}';

/** A transport as it should be. */
const RIGHT: Readonly<Record<string, string | boolean>> = {
  driver: 'smtp',
  connection_max_messages: '1',
  multi_domain: false,
  interface: `127.\${eval:1+0x\${substr_0_4:\${md5:${DESTINATION}}}%254}.1.1`,
  helo_data: `\${if x {a}{b}} ${DESTINATION}`,
  hosts_avoid_tls: '*',
  headers_remove: '<; ${if x {*}}',
  headers_add: '${sg{$message_headers_raw}{a}{b}}',
  size_addition: '-1',
  delay_after_cutoff: false,
  command_timeout: '5m',
};

function judge(
  changed: Readonly<Record<string, string | boolean>>,
  macros: Readonly<Record<string, string>> = {},
) {
  const exim = {
    layout: 'own',
    fault: undefined,
    routers: [],
    transport: new Map(Object.entries({ ...RIGHT, ...changed })),
    macros: new Map(Object.entries(macros)),
    user: 'Debian-exim',
  };
  const findings = eximTransport({ exim } as unknown as Facts);
  return findings.filter(({ grade }) => grade !== 'good').map(({ id }) => id.replace('exim-transport-', ''));
}

describe('the transport', () => {
  it('is good as it is shipped', () => assert.deepEqual(judge({}), []));

  const wrong: Readonly<Record<string, string | boolean>> = {
    connection_max_messages: '500',
    multi_domain: true,
    interface: '127.0.0.1',
    helo_data: '$primary_hostname',
    hosts_avoid_tls: '',
    headers_remove: '',
    headers_add: '',
    size_addition: '1024',
    delay_after_cutoff: true,
    command_timeout: '4m30s',
  };
  it('has a rule for each of these settings', () => {
    assert.deepEqual(RULES.map(({ setting }) => setting).sort(), Object.keys(wrong).sort());
  });
  for (const [setting, value] of Object.entries(wrong)) {
    it(`is wrong with ${setting} = ${value}`, () => assert.deepEqual(judge({ [setting]: value }), [setting]));
  }

  it('may use TLS where EHLO has one name', () => {
    for (const name of ['$domain', DESTINATION]) {
      assert.deepEqual(judge({ hosts_avoid_tls: '', helo_data: name }), []);
      assert.deepEqual(judge({ hosts_avoid_tls: '', helo_data: `me.example ${name}` }), ['hosts_avoid_tls']);
    }
  });

  it('has no address to choose where the proxy is another machine', () => {
    assert.deepEqual(judge({ interface: '' }, { TOR_SMTP_HOST: '192.0.2.1' }), []);
    assert.deepEqual(judge({ interface: '' }, { TOR_SMTP_HOST: '127.0.0.1' }), ['interface']);
  });
});

describe("Exim's output", () => {
  it('has the routers in their order', () => {
    const text =
      '\nhubbed_hosts router:\naddress_data = \ndriver = manualroute\n\nnonlocal router:\ndriver = dnslookup\n';
    assert.deepEqual(routersIn(text), [
      { name: 'hubbed_hosts', driver: 'manualroute' },
      { name: 'nonlocal', driver: 'dnslookup' },
    ]);
  });

  it('has what waits, without those that have the message', () => {
    const text = `25m   498 1xV6j8-0002qU-2j <a@b.example>
          bob@x.onion

 3d  2.9K 1xV6j9-0002qU-2k <> *** frozen ***
        D one@y.onion
          two@y.onion
        +D three@y.onion
`;
    assert.deepEqual(waitingIn(text), [
      { id: '1xV6j8-0002qU-2j', age: 1500, frozen: false, recipients: ['bob@x.onion'] },
      { id: '1xV6j9-0002qU-2k', age: 259_200, frozen: true, recipients: ['two@y.onion'] },
    ]);
    assert.deepEqual(waitingIn(''), []);
  });

  it('has times in units', () => {
    assert.deepEqual(['5m', '1h30m', '270s', '2d'].map(seconds), [300, 5400, 270, 172_800]);
  });

  it('differs in a line, or in the order of its lines', () => {
    assert.equal(firstDifference(['a', 'b'], ['a', 'b']), undefined);
    assert.equal(firstDifference(['a', 'b'], ['a', 'c', 'b']), 'c');
    assert.equal(firstDifference(['a', 'b'], ['a']), 'b');
    assert.equal(firstDifference(['a', 'b'], ['b', 'a']), 'another order of its lines');
  });
});
