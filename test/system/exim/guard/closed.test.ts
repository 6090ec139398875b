import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Exim, type EximSite, makeExim } from '../../../support/exim/exim.js';
import { alice, bob, letter } from '../../../support/exim/names.js';
import { temporaryFolder } from '../../../support/folder.js';
import { hasFailed } from '../../../support/outcome.js';
import { contrib } from '../../../support/paths.js';
import { type MailServer, startMailServer } from '../../../support/stand-ins/mail-server.js';

const author = `author@${alice}`;
const DEBUG = '-d-all+dns+host_lookup+resolver';
const QUESTION =
  /^.*(?:DNS lookup of|looking up host name for|finding IP address for (?!127\.0\.0\.1$)).*$/gm;
/** A file that is not there: a lookup in it ends the process. */
const GONE = '/nonexistent/table';
/** A lookup that defers, since no server is named. */
const DEFERS = 'mysql;select 1';

const { path: folder, discard } = temporaryFolder('exim-closed');
let server: MailServer;
let count = 0;

/** An Exim whose proxy is the server itself. */
function sender(site: Partial<EximSite> = {}): Exim {
  return makeExim({
    folder,
    name: `sender-${++count}`,
    domains: [alice, 'clear.example'],
    ...site,
    macros: { TOR_SMTP_PORT: String(server.port), ...site.macros },
  });
}

before(async () => {
  server = await startMailServer({ patient: true });
});
after(() => {
  server.stop();
  discard(hasFailed());
});

type Result = Awaited<ReturnType<Exim['run']>>;

/** Nothing has left, no name was asked for, and no router of the site had the message. */
async function expectClosed(exim: Exim, { code, output }: Result, sessions: number) {
  const log = exim.log();
  const waits = code !== 0 || / (?:==|\*\*) b@/.test(log) || (await exim.queue()).includes(`b@${bob}`);
  assert.deepEqual(
    server.sessions.slice(sessions).flatMap(({ messages }) => messages),
    [],
    log,
  );
  assert.deepEqual(output.match(QUESTION) ?? [], []);
  assert.doesNotMatch(log, / R=(?:dnslookup|mailbox)(?= T=remote| defer|:)/);
  assert.ok(waits, `neither waits nor is refused: ${log}`);
}

describe('exim: nothing leaves where something cannot be found out', () => {
  /** What is broken: a site, or what is done to its folder. */
  const faults: Readonly<Record<string, { site?: Partial<EximSite>; spoil?: (exim: Exim) => void }>> = {
    'no key': { spoil: (exim) => rmSync(join(exim.folder, 'secret')) },
    'a key that cannot be read': { spoil: (exim) => chmodSync(join(exim.folder, 'secret'), 0) },
    'a folder in place of the key': {
      spoil(exim) {
        rmSync(join(exim.folder, 'secret'));
        mkdirSync(join(exim.folder, 'secret'));
      },
    },
    'local domains in a file that has gone': {
      site: { macros: { TOR_SMTP_LOCAL_DOMAINS: `lsearch;${GONE}` } },
    },
    'local domains behind others in a file that has gone': {
      site: { macros: { TOR_SMTP_LOCAL_DOMAINS: `+local_domains : lsearch;${GONE}` } },
    },
    'local domains by a lookup that defers': { site: { macros: { TOR_SMTP_LOCAL_DOMAINS: DEFERS } } },
    "the site's own local domains by a lookup that defers": {
      site: { domains: [alice, 'clear.example', DEFERS] },
    },
    'domains for Tor by a lookup that defers': { site: { macros: { TOR_SMTP_DOMAINS: DEFERS } } },
    'domains for Tor behind a lookup that defers': {
      site: { macros: { TOR_SMTP_DOMAINS: `${DEFERS} : onion : *.onion : tor : *.tor` } },
    },
    'local domains by an expansion of a file that has gone': {
      site: { macros: { TOR_SMTP_LOCAL_DOMAINS: `\${readfile{${GONE}}{:}}` } },
    },
    'local domains by an expansion that is broken': { site: { macros: { TOR_SMTP_LOCAL_DOMAINS: '${if' } } },
    "the site's own local domains in a file that has gone": {
      site: { domains: [alice, 'clear.example', `lsearch;${GONE}`] },
    },
    'domains for Tor in a file that has gone': {
      site: { macros: { TOR_SMTP_DOMAINS: `lsearch;${GONE}` } },
    },
    'domains for Tor behind a file that has gone': {
      site: { macros: { TOR_SMTP_DOMAINS: `lsearch;${GONE} : onion : *.onion : tor : *.tor` } },
    },
    'domains for Tor by an expansion that is broken': { site: { macros: { TOR_SMTP_DOMAINS: '${lookup' } } },
    'domains for Tor by an expansion that fails': {
      site: { macros: { TOR_SMTP_DOMAINS: `\${lookup{x}lsearch{${GONE}}{$value}fail}` } },
    },
    'no program for the date': { site: { macros: { TOR_SMTP_DATE: '/nonexistent' } } },
    'a program for the date that fails': { site: { macros: { TOR_SMTP_DATE: '/bin/false' } } },
    'a program for the date that prints a zone': {
      site: { macros: { TOR_SMTP_DATE: '/usr/bin/env TZ=XXX-5:30 /bin/date -R -d @' } },
    },
    'a source address that cannot be expanded': {
      site: { macros: { TOR_SMTP_INTERFACE: `\${readfile{${GONE}}}` } },
    },
    'a proxy that cannot be expanded': { site: { macros: { TOR_SMTP_HOST: `\${readfile{${GONE}}}` } } },
    'a proxy by a lookup that fails': {
      site: { macros: { TOR_SMTP_HOST: `\${lookup{x}lsearch{${GONE}}{$value}fail}` } },
    },
  };

  for (const [fault, { site, spoil }] of Object.entries(faults)) {
    it(`${fault}: mail of an onion sender waits or is refused`, async () => {
      const exim = sender(site);
      spoil?.(exim);
      const sessions = server.sessions.length;
      const args = [DEBUG, '-odf', '-oi', '-f', author, '--', `b@${bob}`];
      await expectClosed(exim, await exim.run(args, letter(author, [`b@${bob}`])), sessions);
    });
  }

  it('without a fault it leaves', async () => {
    const exim = sender();
    const sessions = server.sessions.length;
    await exim.submit(letter(author, [`b@${bob}`]), { from: author, to: [`b@${bob}`] });
    assert.equal(server.sessions.slice(sessions).flatMap(({ messages }) => messages).length, 1, exim.log());
  });
});

describe('exim: no expansion of the shipped files fails open', () => {
  /** What no file without a fault lets out, each by another rule, with a word of its own. */
  const leaks: Readonly<Record<string, { from?: string; to?: string; header: string }>> = {
    'an ordinary From:': { header: 'From: leak@far.example' },
    'an ordinary envelope': { from: 'leak@far.example', header: `From: leak@${alice}` },
    'an ordinary Reply-To:': { header: `From: ${author}\nReply-To: leak@far.example` },
    'To: at this host': { header: `From: ${author}\nTo: leak@secret-host.clear.example` },
    'a field that is not kept': { header: `From: ${author}\nX-Mailer: leak` },
    'an ordinary recipient': { to: 'leak@far.example', header: `From: ${author}` },
    'a notice': { from: '', header: 'From: leak@clear.example' },
  };

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
        const exim = sender({ edit });
        const sessions = server.sessions.length;
        const dialogue = Object.values(leaks).flatMap(({ from = author, to = `b@${bob}`, header }) => [
          `MAIL FROM:<${from}>`,
          `RCPT TO:<${to}>`,
          'DATA',
          `${header.replaceAll('\n', '\r\n')}\r\nSubject: x\r\n\r\nx\r\n.`,
        ]);
        const { output } = await exim.run(['-odf', '-bs'], ['EHLO x', ...dialogue, 'QUIT', ''].join('\r\n'));
        assert.doesNotMatch(output, /configuration error/i);
        const left = server.sessions.slice(sessions).filter(({ messages }) => messages.length > 0);
        const leaked = left.filter(({ commands, messages }) =>
          /leak/.test(commands.join() + messages.join()),
        );
        assert.deepEqual(leaked, [], exim.log());
        assert.doesNotMatch(exim.log(), / R=dnslookup.*(?:onion|far\.example)/);
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
