import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { wrongLines } from '../../../src/client/map.js';
import { mapFault } from '../../../src/client/map-file.js';
import { temporaryFolder } from '../../support/folder.js';
import { mistyped, onionAddress } from '../../support/stand-ins/onion-address.js';

it('the file of ordinary domains with an onion: lines that name none are found', () => {
  const onion = onionAddress('one');
  const text = `# example.org: none
example.org: ${onion}

*.example.org ${onion.toUpperCase()}:2525
  # a continuation is a part of the line above
postfix.example  smtptor:[${onion}]:25
plain.example: smtp:${onion}:25
"quoted.example": [${onion}]
known.example: my.tor
words.example: ${onion} and more
typed.example: ${mistyped(onion)}
old.example: abcdefghij234567.onion
mx.example: mx.example
bare.example:
`;
  assert.deepEqual(wrongLines(text), [
    { line: 10, cause: 'malformed name' },
    { line: 11, cause: 'onion checksum' },
    { line: 12, cause: 'version 2 name' },
    { line: 13, cause: 'suffix not allowed' },
    { line: 14, cause: 'malformed name' },
  ]);
});

describe('the file of ordinary domains with an onion', () => {
  const { path: folder, discard } = temporaryFolder('map-file');
  after(() => discard());
  chmodSync(folder, 0o755);
  const file = join(folder, 'map');
  const seen = async (text: string, mode = 0o644) => {
    writeFileSync(file, text);
    chmodSync(file, mode);
    return (await mapFault('/etc/map', 'nobody', (path) => path.replace('/etc', folder)))?.seen;
  };

  it('is good, or is said to be not there, no file, or to name no onion, as the paths of the machine are', async () => {
    assert.equal(await seen(`one.example: ${onionAddress('one')}\n`), undefined);
    assert.equal(await seen('# none\n'), undefined);
    assert.equal(
      await seen(`one.example: mx.example\n\ntwo.example: ${mistyped(onionAddress('one'))}\n`),
      '/etc/map, line 1: suffix not allowed; line 3: onion checksum',
    );
    assert.equal((await mapFault('/no/map', 'nobody'))?.seen, '/no/map does not exist');
    assert.equal((await mapFault(folder, 'nobody'))?.seen, `${folder} is no file`);
  });

  it('has to be open to its reader', {
    skip: process.getuid?.() !== 0 && 'only root can be another',
  }, async () => {
    assert.equal(await seen('', 0o600), "Exim's user nobody cannot read /etc/map");
  });
});
