import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseArguments } from '../../src/arguments.js';
import { DEFAULTS } from '../../src/options.js';
import { mistyped, onionAddress } from '../support/stand-ins/onion-address.js';

function options(...args: string[]) {
  const request = parseArguments(args);
  assert.equal(request.kind, 'serve', 'text' in request ? request.text : '');
  return 'options' in request ? request.options : DEFAULTS;
}

function usage(...args: string[]): string {
  const request = parseArguments(args);
  assert.equal(request.kind, 'usage', JSON.stringify(request));
  return 'text' in request ? request.text : '';
}

describe('the command line', () => {
  it('has defaults for everything', () => {
    assert.deepEqual(options(), DEFAULTS);
  });

  it('takes Tor as in 2006: host, and port', () => {
    assert.deepEqual(options('10.1.1.1').socks, { host: '10.1.1.1', port: 9050 });
    assert.deepEqual(options('10.1.1.1', '9150').socks, { host: '10.1.1.1', port: 9150 });
  });

  it('takes Tor as an address of three kinds', () => {
    assert.deepEqual(options('--socks', 'tor.example:9150').socks, { host: 'tor.example', port: 9150 });
    assert.deepEqual(options('--socks', '[::1]:9150').socks, { host: '::1', port: 9150 });
    assert.deepEqual(options('--socks', 'unix:/run/tor/socks').socks, { path: '/run/tor/socks' });
    for (const bad of [
      'tor',
      'tor:',
      ':9050',
      '::1:9050',
      '[::1]',
      'unix:run',
      'unix:',
      'a:0',
      'a:65536',
      'a/b:1',
    ]) {
      assert.match(usage('--socks', bad), /error: .*--socks/, bad);
    }
    assert.match(usage('--socks', 'a:1', 'b'), /exclude each other/);
  });

  it('takes a map with --by-recipient only', () => {
    assert.equal(options('--map', 'x', '--by-recipient').map, 'x');
    assert.equal(options('--by-recipient').byRecipient, true);
    assert.match(usage('--map', 'x'), /--map needs --by-recipient/);
    assert.match(usage('--to', onionAddress('one'), '--by-recipient'), /exclude each other/);
  });

  it('takes times in seconds', () => {
    assert.equal(options('--timeout', '30').timeout, 30_000);
    assert.equal(options('--idle-timeout', '86400').idleTimeout, 86_400_000);
    for (const bad of ['0', '-1', '1.5', '86401', 'x', ''])
      assert.match(usage(`--timeout=${bad}`), /error/, bad);
  });

  it('takes suffixes, as often as wanted', () => {
    assert.deepEqual(options('--allow', 'example', '--allow', '.exit').allow, ['example', '.exit']);
    assert.deepEqual(options('--allow', '*').allow, ['*']);
    assert.match(usage('--allow', 'a b'), /suffix/);
  });

  it('takes the rest', () => {
    assert.equal(options('--port', '2525').port, 2525);
    assert.equal(options('--helo', 'mx.example').helo, 'mx.example');
    assert.match(usage('--helo', 'a b'), /host name/);
    for (const kind of ['pair', 'destination', 'connection', 'none']) {
      assert.equal(options('--isolate', kind).isolate, kind);
    }
    assert.match(usage('--isolate', 'all'), /choices/);
    assert.equal(options('--log', '/var/log/x').log, '/var/log/x');
    assert.equal(options('--log-names').logNames, true);
  });

  it('takes a destination that can be reached, and does not repeat one that cannot', () => {
    const onion = onionAddress('one');
    assert.equal(options('--to', `${onion}:2525`).to, `${onion}:2525`);
    assert.equal(options('--to', 'mail.example', '--allow', 'example').to, 'mail.example');
    for (const bad of [
      '',
      'mail.example',
      'two names.onion',
      `${onion}:0`,
      mistyped(onion),
      'abcdefghij234567.onion',
    ]) {
      const text = usage('--to', bad);
      assert.match(text, /^error: --to: /, bad);
      assert.ok(bad === '' || !text.includes(bad), text);
    }
  });

  it('says what is wrong, and how it would be right', () => {
    assert.match(usage('--bad'), /unknown option '--bad'\nusage: tor-smtp \[options\]/);
    assert.match(usage('a', '1', 'c'), /too many arguments/);
  });

  it('keeps the log that it was told of when something else is wrong', () => {
    const request = parseArguments(['--log', '/var/log/x', '--bad']);
    assert.equal(request.kind === 'usage' && request.options.log, '/var/log/x');
  });

  it('prints help and version', () => {
    for (const flag of ['--help', '--version']) assert.equal(parseArguments([flag]).kind, 'print');
  });
});
