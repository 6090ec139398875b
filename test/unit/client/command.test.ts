import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBinary, isForeign, needsServer, parseCommand } from '../../../src/client/command.js';

describe('a command line', () => {
  it('is a verb in capitals and words, whatever the spaces', () => {
    assert.deepEqual(parseCommand('  ehLo  a.example \t b.onion  '), {
      verb: 'EHLO',
      words: ['a.example', 'b.onion'],
    });
    assert.deepEqual(parseCommand(''), { verb: '', words: [] });
  });

  it('holds neither control characters nor 8-bit octets', () => {
    for (const octet of ['\r', '\x01', '\x1b']) assert.equal(parseCommand(`EHLO${octet}a`), undefined);
    assert.notEqual(parseCommand('NOOP\ta'), undefined);
    assert.equal(parseCommand('NO\0OP'), undefined);
    assert.equal(parseCommand('NOOP \x80'), undefined);
    assert.equal(parseCommand('NOOP \xff'), undefined);
    assert.notEqual(parseCommand('NOOP \x7f'), undefined);
  });

  it('may be meant for the server behind the tunnel', () => {
    for (const verb of ['MAIL', 'RCPT', 'DATA', 'BDAT', 'AUTH', 'STARTTLS', 'ETRN', 'EXPN']) {
      assert.ok(needsServer({ verb, words: [] }), verb);
    }
    for (const verb of ['EHLO', 'NOOP', 'QUIT', '', 'XYZ']) {
      assert.ok(!needsServer({ verb, words: [] }), verb);
    }
  });
});

describe('another protocol', () => {
  it('is known by its first line', () => {
    for (const line of [
      'GET / HTTP/1.1',
      'PRI * HTTP/2.0',
      'HTTP/1.0 200 OK',
      'OPTIONS * RTSP/1.0',
      'SSH-2.0-x',
    ]) {
      assert.ok(isForeign(line), line);
    }
    for (const line of ['EHLO http.example', 'HELO ssh-2.example', 'GET', 'NOOP']) {
      assert.ok(!isForeign(line), line);
    }
  });

  it('is known by a control character in front', () => {
    for (const octet of [0x01, 0x04, 0x05, 0x16, 0x1b]) assert.ok(isBinary(octet), String(octet));
    for (const octet of [undefined, 0x00, 0x09, 0x0a, 0x0d, 0x20, 0x45, 0xff])
      assert.ok(!isBinary(octet), String(octet));
  });
});
