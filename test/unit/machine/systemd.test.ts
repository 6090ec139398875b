import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandLine, environment, parseUnit } from '../../../src/machine/services/systemd.js';

describe('a unit', () => {
  it('has the last of a value that it has several times, and all of a list', () => {
    const { one, all } = parseUnit('[Service]\nUser=a\nUser=b\nGroup=\nExecPaths=/usr\nExecPaths=/opt\n');
    assert.equal(one('User'), 'b');
    assert.deepEqual(all('ExecPaths'), ['/usr', '/opt']);
    assert.equal(one('Group'), undefined);
  });

  it('forgets a list at an empty value, as a drop-in has it', () => {
    const text =
      '[Service]\nExecStart=/usr/local/bin/tor-smtp\n# drop-in\n[Service]\nExecStart=\nExecStart=/opt/tor-smtp -x\n';
    assert.deepEqual(parseUnit(text).all('ExecStart'), ['/opt/tor-smtp -x']);
  });

  it('goes on behind a backslash, and has no comments', () => {
    const { one } = parseUnit('#User=x\n;User=y\nExecStart=/bin/a \\\n  -b\n');
    assert.equal(one('ExecStart'), '/bin/a    -b');
    assert.equal(one('User'), undefined);
  });

  it('takes a variable that is a word apart, and one in braces whole', () => {
    const variables = { OPTIONS: '--socks "unix:/a b" --log x', ONE: 'a b' };
    assert.deepEqual(commandLine('/bin/t $OPTIONS ${ONE} x$ONE', variables), [
      '/bin/t',
      '--socks',
      'unix:/a b',
      '--log',
      'x',
      'a b',
      'x$ONE',
    ]);
    assert.deepEqual(commandLine('/bin/t $NONE', variables), ['/bin/t']);
  });

  it('has its environment from its own lines', () => {
    const unit = parseUnit('Environment=PATH=/usr/local/bin:/bin "A=b c"\nEnvironment=B=\n');
    assert.deepEqual(environment(unit), { PATH: '/usr/local/bin:/bin', A: 'b c', B: '' });
  });
});
