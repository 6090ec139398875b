import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { good, mend, stop, unknown, worst } from '../../../src/check/finding.js';
import { parseArguments } from '../../../src/check/options.js';
import { reporter } from '../../../src/check/report/reporter.js';

const bad = stop('tor-stopped', 'Tor does not run', 'no | process', 'systemctl start tor');

function told(
  output: 'text' | 'nagios' | 'json',
  verbose: boolean,
  ...findings: Parameters<typeof worst>[0]
) {
  let text = '';
  const report = reporter(output, verbose, (line) => {
    text += `${line}\n`;
  });
  for (const finding of findings) report.finding(finding);
  report.end(findings);
  return text;
}

describe('a report', () => {
  it('for people has what is wrong, what was seen, and the command', () => {
    const text = told('text', false, good('port', 'the port greets'), bad);
    assert.match(
      text,
      /^STOP Tor does not run \[tor-stopped\]\n +seen: no \| process\n +mend: systemctl start tor\n/,
    );
    assert.doesNotMatch(text, /greets/);
    assert.match(told('text', true, good('port', 'the port greets')), /^ok +the port greets\nAll is well: 1/);
  });

  it('shows no control characters of others', () => {
    assert.match(told('text', false, stop('x', 'what', 'seen \x1b[31m\nnext')), /seen \\x1b\[31m \/ next/);
  });

  it('for Nagios is one line, with a bar only before the data', () => {
    const line = told('nagios', false, good('port', 'x'), bad);
    assert.equal(
      line,
      'TOR-SMTP CRITICAL - Tor does not run: no / process | good=1 mend=0 stop=1 unknown=0\n',
    );
  });

  it('for programs is JSON, with the exit status', () => {
    const { grade, status, findings } = JSON.parse(told('json', false, bad));
    assert.deepEqual([grade, status, findings[0].id, findings[0].mend], ['stop', 2, 'tor-stopped', bad.mend]);
  });
});

it('the worst of all decides, and what is wrong is worse than what is not known', () => {
  const some = { g: good('a', ''), m: mend('a', '', ''), s: stop('a', '', ''), u: unknown('a', '', '') };
  assert.equal(worst([]), 'good');
  assert.equal(worst([some.g, some.u]), 'unknown');
  assert.equal(worst([some.u, some.m, some.g]), 'mend');
  assert.equal(worst([some.s, some.u, some.m]), 'stop');
});

describe('the command line', () => {
  const wish = (...args: string[]) => {
    const request = parseArguments(args);
    return request.kind === 'check' ? request.wish : request.kind;
  };
  it('has a probe with its address', () => {
    const found = wish('--via', 'exim', 'me@x.onion', '--from', 'a@b');
    assert.deepEqual(typeof found === 'object' && found.probe, { to: 'me@x.onion', from: 'a@b' });
  });
  for (const args of [
    ['--via', 'exim'],
    ['--via', 'postfix', 'me@x.onion'],
    ['--via', 'exim', 'me'],
    ['--via', 'exim', 'me@x.onion', 'x.onion'],
    ['--other', 'x.onion'],
    ['--nagios', '--json'],
    ['--timeout', '0'],
    ['--no-such'],
    ['a.onion', 'b.onion'],
  ]) {
    it(`does not know ${args.join(' ')}`, () => assert.equal(wish(...args), 'usage'));
  }
  it('prints its help and version', () => {
    assert.equal(wish('--help'), 'print');
    assert.equal(wish('--version'), 'print');
  });
});
