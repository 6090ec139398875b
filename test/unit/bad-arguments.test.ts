import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseArguments } from '../../src/arguments.js';

describe('a command line that is wrong', () => {
  it('finds the log behind what is wrong, and has no value among the causes', () => {
    for (const [wrong, cause] of [
      [
        '--timeout x',
        "option '--timeout <seconds>' argument '...' is invalid. Not a whole number from 1 to 86400.",
      ],
      ['--port 0', "option '--port <port>' argument '...' is invalid. Not a whole number from 1 to 65535."],
      ["--helo=x'y\nz", "option '--helo <name>' argument '...' is invalid. Not a host name."],
      ['--nosuch=bob', "unknown option '...'"],
      ['--nosuch', "unknown option '--nosuch'"],
      ['bob.onion', "command-argument value '...'. Not the host of a SOCKS port."],
    ] as const) {
      const request = parseArguments([...wrong.split(' '), '--log', '/var/log/x', '--log-names']);
      assert.ok(request.kind === 'usage', wrong);
      assert.deepEqual(
        [request.cause, request.options.log, request.options.logNames],
        [`error: ${cause}`, '/var/log/x', true],
      );
    }
    const help = parseArguments(['--help', '--log', '/var/log/x']);
    assert.equal(help.kind === 'print' && help.options.log, '/var/log/x');
  });

  it('refuses what is empty, and an onion where Tor itself should be', () => {
    for (const line of [
      ['--log', ''],
      ['--map', '', '--by-recipient'],
      ['', '9050'],
      ['a.onion'],
      ['--socks', 'a.ONION:9050'],
      ['--socks', 'b.tor.:9050'],
    ])
      assert.equal(parseArguments(line).kind, 'usage', line.join());
  });
});
