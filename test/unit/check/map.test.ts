import assert from 'node:assert/strict';
import { it } from 'node:test';
import { wrongLines } from '../../../src/check/exim/map.js';
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
