import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { status } from '../../../src/replies.js';
import { refusal } from '../../../src/server/socks.js';

/** The octets of a SOCKS port, in hex: method selection, status of user name and password, reply. */
function refused(hex: string): string {
  const { reply, cause } = refusal(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  return `${status(reply)} ${cause}`;
}

const METHOD_NONE = '05 00';
const METHOD_PASSWORD = '05 02';
const PASSWORD_ACCEPTED = '01 00';
const ADDRESS = '00 01 00000000 0000';

describe('a refusal by the SOCKS port', () => {
  it('is read from the REP octet behind either method', () => {
    assert.equal(refused(`${METHOD_NONE} 05 04 ${ADDRESS}`), "451 4.4.1 SOCKS reply X'04'");
    assert.equal(
      refused(`${METHOD_PASSWORD} ${PASSWORD_ACCEPTED} 05 F0 ${ADDRESS}`),
      "451 4.4.1 SOCKS reply X'F0'",
    );
    assert.equal(
      refused(`${METHOD_PASSWORD} ${PASSWORD_ACCEPTED} 05 F6 ${ADDRESS}`),
      "550 5.1.2 SOCKS reply X'F6'",
    );
  });

  it('has an answer for a code that Tor may add', () => {
    assert.equal(refused(`${METHOD_NONE} 05 42 ${ADDRESS}`), "451 4.4.1 SOCKS reply X'42'");
  });

  it('may be one of the authentication', () => {
    assert.equal(refused('05 FF'), '451 4.3.5 SOCKS authentication refused');
    assert.equal(refused(`${METHOD_PASSWORD} 01 01`), '451 4.3.5 SOCKS authentication refused');
  });

  it('may be no SOCKS 5', () => {
    assert.equal(refused(Buffer.from('HTTP/1.0 501').toString('hex')), '451 4.3.5 not SOCKS 5');
    assert.equal(refused('04 5B'), '451 4.3.5 not SOCKS 5');
    assert.equal(refused(`${METHOD_NONE} 04 5B`), '451 4.3.5 bad SOCKS answer');
  });

  it('may be a close, at any octet', () => {
    const whole = `${METHOD_PASSWORD}${PASSWORD_ACCEPTED}0500${ADDRESS}`.replaceAll(' ', '');
    for (let octets = 0; octets < whole.length / 2; octets += 1) {
      assert.equal(
        refused(whole.slice(0, octets * 2)),
        '451 4.4.2 SOCKS port closed early',
        `${octets} octets`,
      );
    }
  });
});
