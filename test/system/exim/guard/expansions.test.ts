import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { alice, author, bob } from '../../../support/exim/names.js';
import { temporaryFolder } from '../../../support/folder.js';
import { hasFailed } from '../../../support/outcome.js';
import { contrib } from '../../../support/paths.js';
import { direct } from './direct.js';
import { GONE } from './faults.js';

describe('exim: no expansion of the shipped files fails open', () => {
  const exims = direct('exim-expansions');

  /** What no file without a fault lets out, each by another rule, with a word of its own. */
  const leaks: Readonly<Record<string, { from?: string; to?: string; header: string }>> = {
    'an ordinary From:': { header: 'From: leak@far.example' },
    'an ordinary envelope': { from: 'leak@far.example', header: `From: leak@${alice}` },
    'an ordinary Reply-To:': { header: `From: ${author}\nReply-To: leak@far.example` },
    'To: at this host': { header: `From: ${author}\nTo: leak@secret-host.clear.example` },
    'a field that is not kept': { header: `From: ${author}\nX-Mailer: leak` },
    'an ordinary recipient': { to: 'leak@far.example', header: `From: ${author}` },
    'an ordinary recipient with an onion': { to: 'leak@mapped.example', header: `From: ${author}` },
    'a notice': { from: '', header: 'From: leak@clear.example' },
  };

  const { path: folder, discard } = temporaryFolder('exim-expansions-map');
  const map = join(folder, 'map');
  chmodSync(folder, 0o755);
  writeFileSync(map, `mapped.example: ${bob}\n`);
  after(() => discard(hasFailed()));

  const files = ['router/050_tor-smtp-guard', 'router/060_tor-smtp', 'transport/040_tor-smtp'];
  /** Options with a value: an indented name, = and all lines that continue it. */
  const OPTION = /^ +(\w+) = (?:[^\n]*\\\n)*[^\n]*$/gm;
  const STATIC = new Set([
    'driver',
    'transport',
    'debug_print',
    'port',
    'multi_domain',
    'delay_after_cutoff',
    'connection_max_messages',
  ]);
  const FAULT = `\${readfile{${GONE}}}`;

  for (const file of files) {
    const text = readFileSync(join(contrib, 'exim4/conf.d', file), 'utf8');
    let driver = '';
    for (const { 0: option, 1: name = '', index } of text.matchAll(OPTION)) {
      driver =
        text
          .slice(0, index)
          .match(/^\w+(?=:$)/gm)
          ?.at(-1) ?? driver;
      // A value without expansion is read once, when Exim starts.
      if (STATIC.has(name) || !/\$|TOR_SMTP/.test(option)) continue;
      const line = text.slice(0, index).split('\n').length;
      it(`${file}:${line}, ${driver} ${name}`, async () => {
        const edit = (path: string, whole: string) =>
          path.endsWith(file)
            ? whole.slice(0, index) +
              option.replace(/ = .*/s, ` = ${FAULT}`) +
              whole.slice(index + option.length)
            : whole;
        const exim = exims.sender({ edit, macros: { TOR_SMTP_MAP_FILE: map, TOR_SMTP_MAP_SRV: 'yes' } });
        const ordinary = { from: 'x@clear.example', to: 'x@mapped.example', header: 'From: x@clear.example' };
        const dialogue = [...Object.values(leaks), ordinary].flatMap(
          ({ from = author, to = `b@${bob}`, header }) => [
            `MAIL FROM:<${from}>`,
            `RCPT TO:<${to}>`,
            'DATA',
            `${header.replaceAll('\n', '\r\n')}\r\nSubject: x\r\n\r\nx\r\n.`,
          ],
        );
        const sessions = await exims.during(async () => {
          const { output } = await exim.run(
            ['-odf', '-bs'],
            ['EHLO x', ...dialogue, 'QUIT', ''].join('\r\n'),
          );
          assert.doesNotMatch(output, /configuration error/i);
        });
        const left = sessions.filter(({ messages }) => messages.length > 0);
        const leaked = left.filter(({ commands, messages }) =>
          /leak/.test(commands.join() + messages.join()),
        );
        assert.deepEqual(leaked, [], exim.log());
        assert.doesNotMatch(exim.log(), / R=dnslookup.*(?:onion|far\.example)/);
        assert.doesNotMatch(exim.log(), /x@mapped\.example.*(?: R=dnslookup|Unrouteable)/);
      });
    }
  }

  it('all files for sending are looked at', () => {
    const there = ['router', 'transport'].flatMap((kind) =>
      readdirSync(join(contrib, 'exim4/conf.d', kind))
        .filter((name) => name.includes('tor-smtp'))
        .map((name) => `${kind}/${name}`),
    );
    assert.deepEqual(there.sort(), files);
  });
});
