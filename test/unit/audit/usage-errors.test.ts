import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { strangeOnion } from '../../../src/audit/options/names.js';
import { MESSAGES } from '../../../src/audit/options/options.js';
import { parseArguments } from '../../../src/audit/options/usage.js';
import { usage } from './usage.js';

const ONION = strangeOnion();

describe('the command line of the audit, where it is wrong or asks for help', () => {
  it('says what does not go together', () => {
    const to = ['--send-to', `bob@${ONION}`];
    assert.match(usage(ONION, '--send-to', 'bob@clear.example'), /not at the onion/);
    assert.match(usage(ONION, '--send-to', `bob@sub.${ONION}`), /not at the onion/);
    assert.match(usage(ONION, ...to, '--fill', 'a@b.example'), /--fill needs --beside/);
    assert.match(usage(ONION, '--fill', 'a@b.example', '--beside', 'a:1'), /--fill needs/);
    assert.match(usage(ONION, '--name-server', 'a:53'), /needs --watch/);
    assert.match(usage(ONION, '--beside', 'somewhere'), /'somewhere' is neither/);
  });

  it('says what is wrong', () => {
    assert.match(usage(), /missing required argument 'server'\nusage: tor-smtp-audit \[options\] <server>/);
    assert.match(usage('somewhere'), /'somewhere' is neither/);
    assert.match(usage('abc.onion'), /'abc.onion' is neither/);
    assert.match(usage('a:1', 'b'), /too many arguments/);
    for (const [option, value] of [
      ['--also', 'a b'],
      ['--also', 'host'],
      ['--secret', ' '],
      ['--parallel', '0'],
      ['--parallel', '51'],
      ['--timeout', 'x'],
      ['--socks', 'x'],
      ['--send-to', 'bob'],
      ['--send-to', `bob bob@${ONION}`],
      ['--name-server', 'unix:/x'],
      ['--connections', '201'],
      ['--megabytes', '0'],
    ] as const) {
      assert.match(usage(ONION, option, value), new RegExp(`error: .*${option}`), `${option} ${value}`);
    }
  });

  it('prints help and version', () => {
    for (const flag of ['--help', '--version']) assert.equal(parseArguments([flag]).kind, 'print');
    const help = parseArguments(['--help']);
    assert.ok('text' in help && help.text.includes(`sends ${MESSAGES} messages`));
  });
});
