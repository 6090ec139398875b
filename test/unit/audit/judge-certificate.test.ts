import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { found, ONION } from './judge.js';

describe('a certificate', () => {
  const lines = [
    `subject CN=${ONION}`,
    `names DNS:${ONION}`,
    `issuer CN=${ONION}`,
    'valid from 2024-01-01T00:00:00Z',
    'valid until 2034-01-01T11:22:33Z',
    'fingerprint AB:CD',
    'key 00',
  ];
  const certificate = (index: number, line: string) =>
    [...lines.slice(0, index), line, ...lines.slice(index + 1)].join('\n');

  it('made for the onion gives nothing away', () => {
    assert.deepEqual(found(lines.join('\n'), 'STARTTLS', ['clear.example'], 'TLS'), []);
  });

  for (const [index, line, expected] of [
    [0, 'subject CN=mx.clear.example', ['secret clear.example', 'certificate issuer']],
    [1, `names DNS:${ONION}, DNS:other.example`, ['host other.example']],
    [1, 'names IP Address:192.0.2.7', ['address 192.0.2.7']],
    [2, "issuer C=US, O=Let's Encrypt, CN=R3", ['certificate issuer']],
    [3, 'valid from 2024-01-01T07:08:09Z', ['certificate valid from']],
    [5, 'fingerprint 11:22', ['secret 11:22']],
  ] as const) {
    it(`gives away: ${line}`, () => {
      const texts = found(certificate(index, line), 'STARTTLS', ['clear.example', '11:22'], 'TLS');
      assert.equal(texts.length, expected.length, texts.join());
      for (const [at, start] of expected.entries()) assert.ok(texts[at]?.startsWith(start), texts.join());
    });
  }
});
