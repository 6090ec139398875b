import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { judge } from '../../../src/audit/judge/judge.js';
import { namesFor, strangeOnion } from '../../../src/audit/options/names.js';
import { MESSAGES } from '../../../src/audit/options/options.js';
import { casesOf, runCases } from '../../../src/audit/session/battery.js';
import { readEqual, readForms, readProbes } from '../../../src/audit/session/data.js';
import type { Exim } from '../../support/exim/exim.js';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { root } from '../../support/paths.js';
import { freePort } from '../../support/ports.js';
import { run } from '../../support/programs/command.js';
import { startStandIn } from '../../support/stand-ins/onion-stand-in.js';
import { makeDefaultExim } from './exim.js';
import { type Answer, startAuditServer } from './server.js';

const program = resolve(root, 'bin/tor-smtp-audit');
const ONION = strangeOnion();
const OTHER = strangeOnion();
const KNOWN = ['--also', 'clear.example', '--secret', 'host7.clear.example', '--user', 'games'];

interface Report {
  findings: { kind: string; what: string; text: string; probes: string[]; received: string }[];
  probes: { name: string; exchanges: { sent: string; replies: { code: string }[] }[] }[];
  leftOut: Record<string, string[]>;
  toLookFor: string[];
}

async function auditAsJson(
  port: number,
  ...args: string[]
): Promise<{ code: number | null; report: Report }> {
  const { code, output } = await run(program, [
    `127.0.0.1:${port}`,
    '--onion',
    ONION,
    ...KNOWN,
    '--json',
    ...args,
  ]);
  return { code, report: JSON.parse(output) };
}

describe("an audit of Debian's default Exim", () => {
  const { path: folder, discard } = temporaryFolder('audit-exim');
  let exim: Exim | undefined;
  let port = 0;
  before(async () => {
    exim = await makeDefaultExim(folder, 'host7.clear.example', 'clear.example');
    port = await exim.listen();
  });
  after(async () => {
    await exim?.stop();
    discard(hasFailed());
  });

  it('finds what it gives away, and sends it nothing', async () => {
    const only = ['greeting', 'ehlo', 'quit', 'starttls', 'vrfy', 'data', 'rcpt-clearnet', 'rcpt-stranger'];
    const { code, report } = await auditAsJson(port, ...only.flatMap((start) => ['--only', start]));
    assert.equal(code, 1);
    const find = (kind: string, text: RegExp, probe: string) =>
      assert.ok(
        report.findings.some(
          (each) => each.kind === kind && text.test(each.text) && each.probes.includes(probe),
        ),
        `no ${kind} ${text} in ${probe}: ${JSON.stringify(report.findings, null, 1)}`,
      );
    for (const probe of ['greeting', 'ehlo', 'quit', 'starttls'])
      find('secret', /^host7\.clear\.example$/, probe);
    find('software', /^Exim$/, 'greeting');
    find('version', /^4\.\d+/, 'greeting');
    find('time', /^\w{3}, \d+ \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/, 'greeting');
    find('address', /^127\.0\.0\.1$/, 'ehlo');
    find('extension', /PRDR/, 'ehlo');
    find('certificate', /^valid from/, 'starttls');
    for (const probe of ['rcpt-clearnet-user', 'rcpt-clearnet-postmaster', 'rcpt-stranger-nobody']) {
      find('reply', /^250$/, probe);
    }
    assert.ok(!report.findings.some(({ kind }) => kind === 'untested'));
    assert.equal(await exim?.queue(), '', 'a message was sent');
  });

  it('goes into TLS through Tor too', async () => {
    const tor = await startStandIn({ [ONION]: port });
    const args = [
      '--socks',
      `127.0.0.1:${tor.port}`,
      '--only',
      'starttls',
      '--brief',
      '--secret',
      'host7.clear.example',
    ];
    const { code, output } = await run(program, [ONION, ...args]);
    tor.stop();
    assert.equal(code, 1);
    assert.match(output, /^subject .*CN=host7\.clear\.example\n {2}sent {3}STARTTLS$/m);
  });
});

describe('an audit of a server that gives nothing away', () => {
  it('finds nothing: every probe, exit status 0', async () => {
    const { path, discard } = temporaryFolder('audit-users');
    const users = join(path, 'users');
    writeFileSync(users, 'annika:x:1000:1000::/home/annika:/bin/sh\n\njoe\n# no account\n');
    const server = await startAuditServer(ONION);
    const all = ['--other', OTHER, '--users', users, '--secret', '192.0.2.9', '--watch', 'watched.example'];
    const { code, report } = await auditAsJson(server.port, ...all, '--send-to', `postmaster@${ONION}`);
    server.stop();
    discard();
    assert.deepEqual(report.findings, []);
    assert.equal(code, 0);
    const probes = readProbes().filter(({ slow }) => !slow);
    assert.deepEqual(
      [...new Set(report.probes.map(({ name }) => name))],
      probes.map(({ name }) => name),
    );
    assert.equal(server.connections(), report.probes.length + 1);
    assert.deepEqual(report.leftOut, { '--beside': ['connections'], '--fill': ['mailbox-full'] });
    const sent = (name: string) =>
      report.probes.some(({ exchanges }) => exchanges.some((each) => each.sent.includes(name)));
    assert.deepEqual([sent('annika@clear.example'), sent('joe@clear.example')], [true, true]);
    // The one in circles is refused.
    assert.equal(server.messages().length, MESSAGES - 1);
    assert.ok(server.messages().every((text) => text === '' || text.includes('tor-smtp-audit')));
    assert.ok(server.messages().join('').length < 80_000);
    const labels = report.toLookFor.map((name) => name.split('.', 1)[0]);
    for (const label of ['ehlo', 'mail', 'dkim', 'body']) assert.ok(labels.includes(label), `${labels}`);
  });

  it('goes through Tor where an onion is named', async () => {
    const server = await startAuditServer(ONION);
    const tor = await startStandIn({ [ONION]: server.port });
    const args = [
      ONION,
      '--socks',
      `127.0.0.1:${tor.port}`,
      ...KNOWN,
      '--only',
      'rcpt-',
      '--only',
      'starttls',
    ];
    const { code, output } = await run(program, args);
    tor.stop();
    server.stop();
    assert.equal(code, 0, output);
    assert.match(output, /^rcpt-clearnet-user +RCPT TO:<games@clear\.example> +550 5\.7\.1 Not here$/m);
    assert.match(output, /probes in \d+ s, nothing gives it away; left out: .*\d+ without --other, .*\.\n$/);
    assert.deepEqual([...new Set(tor.dialled)], [`${ONION}:25`]);
  });

  it('shows its progress on a terminal, and there alone', async () => {
    const server = await startAuditServer(ONION);
    const command = [program, `127.0.0.1:${server.port}`, '--onion', ONION, '--only', 'greeting'].join(' ');
    const seen = await run('script', ['-qec', command, '/dev/null']);
    const piped = await run('sh', ['-c', `${command} 2>&1`]);
    server.stop();
    assert.ok(seen.output.includes('\r\x1b[K1/1 greeting'), JSON.stringify(seen.output));
    assert.ok(!piped.output.includes('\x1b'), JSON.stringify(piped.output));
  });
});

describe('an audit of a server that takes everything', () => {
  it('never sends a message, unless an address is named for it', async () => {
    const greedy: Answer = (_line, verb) =>
      ['DATA', 'BDAT'].includes(verb)
        ? '354 Go ahead'
        : verb === '' || verb === 'QUIT'
          ? undefined
          : '250 OK';
    const server = await startAuditServer(ONION, greedy);
    const { code, report } = await auditAsJson(server.port);
    server.stop();
    assert.equal(code, 1);
    const offers = report.probes.filter(({ exchanges }) =>
      exchanges.some(({ replies }) => replies.some((reply) => reply.code === '354')),
    );
    assert.ok(offers.length >= 5, 'nothing was offered, so nothing was tried');
    assert.equal(server.body(), '');
    assert.deepEqual(report.leftOut['--send-to']?.slice(0, 2), ['mailbox', 'message']);
    const sent = (name: string) => report.probes.find((probe) => probe.name === name)?.exchanges.at(-1)?.sent;
    assert.match(sent('data-only-clearnet') ?? '', /^RCPT/, 'DATA behind a recipient that was accepted');
  });
});

let clients = 0;

/** Takes mail for whoever writes as somebody of the onion; one connection at a time. */
let own = false;
function relayForOwn(line: string, verb: string): string | undefined {
  if (verb === 'MAIL') own = line.includes(`@${ONION}>`);
  return own && /^RCPT TO:<nobody.*@stranger/.test(line) ? '250 OK' : undefined;
}

/** What one thing does to a server that gives nothing away otherwise, and what must be found. */
const LEAKS: readonly [string, Answer, string, RegExp, string?][] = [
  [
    'a version in the greeting',
    (line) => (line === '' ? `220 ${ONION} 4.96` : undefined),
    'version',
    /^4\.96$/,
  ],
  ['a name in the greeting', (line) => (line === '' ? '220 vm7 ESMTP' : undefined), 'host', /^vm7$/],
  [
    'a name at the end',
    (_line, verb) => (verb === 'QUIT' ? '221 host7.clear.example' : undefined),
    'secret',
    /host7/,
  ],
  [
    'a path for one odd command',
    (line) => (line === 'BDAT x' ? '501 /etc/exim4/x' : undefined),
    'path',
    /^\/etc/,
  ],
  [
    'a date for a long line',
    (line) => (line.length > 9e4 ? '500 at 11:12:13' : undefined),
    'time',
    /^11:12:13$/,
  ],
  ['a user for NUL', (line) => (line.includes('\0') ? '550 root says no' : undefined), 'user', /^root$/],
  [
    'the client to HELO',
    (_line, verb) => (verb === 'HELO' ? `250 ${ONION} [127.0.0.1]` : undefined),
    'address',
    /^127/,
  ],
  [
    'an extension',
    (_line, verb) => (verb === 'EHLO' ? `250-${ONION}\r\n250 XCLIENT` : undefined),
    'extension',
    /XCL/,
  ],
  [
    'a challenge',
    (line) => (/CRAM/.test(line) ? '334 PDEuMkBob3N0Ny5jbGVhci5leGFtcGxlPg==' : undefined),
    'secret',
    /host7/,
  ],
  ['a second reply', (line) => (line === 'DEBUG' ? '500 No\r\n500 root' : undefined), 'user', /^root$/],
  ['ETRN', (_line, verb) => (verb === 'ETRN' ? '250 OK' : undefined), 'reply', /^250$/],
  ['its other domain', (line) => (/^RCPT TO:<\w+@clear/.test(line) ? '250 OK' : undefined), 'reply', /^250$/],
  [
    'mail for localhost',
    (line) => (/^RCPT.*@localhost>/.test(line) ? '250 OK' : undefined),
    'reply',
    /^250$/,
  ],
  ['mail for a literal', (line) => (/^RCPT.*\[127/.test(line) ? '250 OK' : undefined), 'reply', /^250$/],
  ['a percent', (line) => (/^RCPT.*%clear/.test(line) ? '250 OK' : undefined), 'reply', /^250$/],
  ['a source route', (line) => (/^RCPT.*<@.*clear/.test(line) ? '250 OK' : undefined), 'reply', /^250$/],
  ['a DSN', (line) => (/NOTIFY=SUCCESS/.test(line) ? '250 OK' : undefined), 'reply', /^250$/],
  ['an account to VRFY', (line) => (/^VRFY games$/.test(line) ? '252 Yes' : undefined), 'difference', /Yes/],
  [
    'an account to RCPT',
    (line) => (/^RCPT TO:<games@/.test(line) ? '550 Full' : undefined),
    'difference',
    /Full/,
  ],
  [
    'its domain by another text',
    (line) => (/^RCPT.*@clear/.test(line) ? '550 No relay' : undefined),
    'difference',
    /relay/,
  ],
  [
    'its domain as a sender',
    (line) => (/^MAIL.*@clear/.test(line) ? '550 Not you' : undefined),
    'difference',
    /Not you/,
  ],
  [
    'its other onion',
    (line) => (line.includes(OTHER) ? '550 5.7.1 Later' : undefined),
    'difference',
    /Later/,
  ],
  [
    'its own name in EHLO',
    (line) => (line === 'EHLO clear.example' ? '550 It is me' : undefined),
    'difference',
    /me/,
  ],
  [
    'a text for too many errors',
    (_line, _verb, errors) => (errors > 12 ? '421 Exim is tired' : undefined),
    'software',
    /^Exim$/,
  ],
  [
    'a number in the greeting',
    (line) => (line === '' ? `220 ${ONION} ESMTP 482913` : undefined),
    'mark',
    /482913$/,
    'greeting',
  ],
  [
    'a number behind HELO',
    (_line, verb) => (verb === 'HELO' ? `250 ${ONION} 17` : undefined),
    'mark',
    /17$/,
    'helo',
  ],
  [
    'a hash at the end',
    (_line, verb) => (verb === 'QUIT' ? '221 9e074c' : undefined),
    'mark',
    /^9e074c$/,
    'quit',
  ],
  [
    'a count of its clients',
    (_line, verb) => (verb === 'MAIL' ? `250 2.1.0 OK ${clients++}` : undefined),
    'difference',
    /OK 0 .*OK 1/,
    'rcpt-own',
  ],
  [
    'one usual address',
    (line) => (line === 'RCPT TO:<noc@clear.example>' ? '250 OK' : undefined),
    'reply',
    /^250$/,
    'rcpt-usual',
  ],
  [
    'one usual address by another text',
    (line) => (line === 'RCPT TO:<noc@clear.example>' ? '550 No more' : undefined),
    'difference',
    /No more/,
    'rcpt-usual',
  ],
  [
    'a domain below its own',
    (line) => (/^RCPT TO:<postmaster@lists\.clear/.test(line) ? '250 OK' : undefined),
    'reply',
    /^250$/,
    'rcpt-below',
  ],
  [
    'an account of a list',
    (line) => (line === 'RCPT TO:<annika@clear.example>' ? '250 OK' : undefined),
    'reply',
    /^250$/,
    'rcpt-name',
  ],
  [
    'mail for its own address',
    (line) => (/^RCPT.*@\[192\.0\.2\.9\]/.test(line) ? '250 OK' : undefined),
    'reply',
    /^250$/,
    'rcpt-literal',
  ],
  [
    'an account in upper case',
    (line) => (/^RCPT TO:<GAMES@/.test(line) ? '550 Full' : undefined),
    'difference',
    /Full/,
    'rcpt-own',
  ],
  [
    'a sub-address',
    (line) => (/^RCPT TO:<games[+]audit@clear/.test(line) ? '250 OK' : undefined),
    'reply',
    /^250$/,
    'rcpt-clearnet',
  ],
  [
    'another onion to ETRN',
    (line) => (line === `ETRN ${OTHER}` ? '500 Not now' : undefined),
    'difference',
    /Not now/,
    'etrn',
  ],
  ['a relay for its own senders', relayForOwn, 'reply', /^250$/, 'rcpt-stranger'],
];

describe('an audit of a server that gives away', () => {
  for (const [what, answer, kind, text, only = ''] of LEAKS) {
    it(`${what}: finds it, as ${kind}`, async () => {
      const server = await startAuditServer(ONION, answer);
      const open = () =>
        new Promise<Socket>((done, fail) => {
          const socket: Socket = connect(server.port, '127.0.0.1', () => done(socket)).once('error', fail);
        });
      const secrets = ['clear.example', 'host7.clear.example', '192.0.2.9'];
      const known = {
        onion: ONION,
        aliases: [],
        also: ['clear.example'],
        others: [OTHER],
        users: ['games'],
        names: ['annika'],
        secrets,
      };
      const cases = casesOf(readProbes(), namesFor(known)).filter(
        ({ probe }) => !probe.slow && probe.name.startsWith(only),
      );
      const transcripts = await runCases(open, cases, { parallel: only === '' ? 16 : 1 });
      server.stop();
      const findings = judge(transcripts, secrets, {
        names: [ONION],
        equal: readEqual(),
        forms: readForms(),
      });
      assert.ok(
        findings.some((each) => each.kind === kind && text.test(each.text)),
        JSON.stringify(findings),
      );
    });
  }
});

describe('an audit that cannot be made', () => {
  it('of nobody: exit status 69', async () => {
    const { code, output } = await run(program, [`127.0.0.1:${await freePort()}`, '--onion', ONION]);
    assert.equal(code, 69);
    assert.match(output, /^tor-smtp-audit: 127\.0\.0\.1:\d+: no connection: ECONNREFUSED\n$/);
  });

  it('of an onion that is not online: exit status 69', async () => {
    const tor = await startStandIn();
    const { code, output } = await run(program, [ONION, '--socks', `127.0.0.1:${tor.port}`]);
    tor.stop();
    assert.equal(code, 69);
    assert.match(output, /Onion service is not online/);
  });

  it('of a server that does not greet: exit status 69', async () => {
    const server = await startAuditServer(ONION, (line) => (line === '' ? '554 \x1b[2Jgo away' : undefined));
    const { code, output } = await run(program, [`127.0.0.1:${server.port}`, '--onion', ONION]);
    server.stop();
    assert.equal(code, 69);
    assert.match(output, /does not greet: 554 \\x1b\[2Jgo away\n$/);
  });

  it('in part: exit status 69, and says which', async () => {
    const server = await startAuditServer(ONION, (_line, verb) => (verb === 'EHLO' ? '550 No' : undefined));
    const { code, report } = await auditAsJson(
      server.port,
      '--only',
      'noop',
      '--only',
      'rcpt-bare',
      '--only',
      'help-before',
    );
    server.stop();
    assert.equal(code, 69);
    assert.deepEqual(
      report.findings.map(({ kind, received }) => [kind, received]),
      [['untested', 'ehlo: 550 No']],
    );
    assert.deepEqual(report.findings[0]?.probes, [
      'noop',
      'noop-argument',
      'noop-8-bit',
      'rcpt-bare-user',
      'rcpt-bare-nobody',
    ]);
  });

  it('because the command line is wrong: exit status 64', async () => {
    const { code, output } = await run(program, ['nowhere']);
    assert.equal(code, 64);
    assert.match(output, /usage: tor-smtp-audit/);
    const { code: missing } = await run(program, [ONION, '--secrets', '/nonexistent/file']);
    assert.equal(missing, 64);
  });
});

describe('the secrets', () => {
  it('may stand in a file, one a line', async () => {
    const { path, discard } = temporaryFolder('audit-secrets');
    writeFileSync(join(path, 'secrets'), `\nunlikely word\n${ONION}\n`);
    const server = await startAuditServer(ONION, (_line, verb) =>
      verb === 'HELP' ? '214 unlikely word' : undefined,
    );
    const { code, report } = await auditAsJson(
      server.port,
      '--secrets',
      join(path, 'secrets'),
      '--only',
      'help',
    );
    server.stop();
    discard();
    assert.equal(code, 1);
    assert.deepEqual(
      report.findings.map(({ kind, text }) => [kind, text]),
      [['secret', 'unlikely word']],
    );
  });
});

describe('a server that is busy now and then', () => {
  it('is tried again, and what it says meanwhile is judged too', async () => {
    let count = 0;
    const busy: Answer = (line) => (line === '' && count++ % 2 === 0 ? '421 vm8.example is busy' : undefined);
    const server = await startAuditServer(ONION, busy);
    const open = async () => connect(server.port, '127.0.0.1');
    const known = { onion: ONION, aliases: [], also: [], others: [], users: [], secrets: [] };
    const cases = casesOf(readProbes(), namesFor(known)).filter(({ probe }) => /^noop/.test(probe.name));
    const transcripts = await runCases(open, cases, { parallel: 1, pauses: [1, 1] });
    server.stop();
    assert.ok(transcripts.every(({ untested }) => untested === undefined));
    const findings = judge(transcripts, [], { names: [ONION], equal: [] });
    assert.deepEqual(
      findings.map(({ kind, text }) => [kind, text]),
      [['host', 'vm8.example']],
    );
  });
});

describe('a server that is always busy', () => {
  it('is tried again a few times, not for every probe', async () => {
    const server = await startAuditServer(ONION, (line) => (line === '' ? '421 busy' : undefined));
    const open = async () => connect(server.port, '127.0.0.1');
    const known = { onion: ONION, aliases: [], also: [], others: [], users: [], secrets: [] };
    const cases = casesOf(readProbes(), namesFor(known)).slice(1, 101);
    const transcripts = await runCases(open, cases, { parallel: 1, pauses: [1, 1] });
    server.stop();
    assert.ok(transcripts.every(({ untested }) => untested === 'greeting: 421 busy'));
    assert.ok(server.connections() < 130, `${server.connections()}`);
  });
});

describe('a server that waits', () => {
  it('is waited for where its time-outs are asked for', async () => {
    const server = createServer((socket) => {
      socket.write(`220 ${ONION} ESMTP\r\n`);
      setTimeout(() => socket.end('421 timed out at 11:12:13\r\n'), 200);
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const open = async () => connect((server.address() as AddressInfo).port, '127.0.0.1');
    const cases = casesOf(readProbes(), {}).filter(({ probe }) => probe.name === 'silence-first');
    const audit = async (silence: number) => {
      const transcripts = await runCases(open, cases, { timeouts: { reply: 100, silence } });
      return judge(transcripts, [], { names: [ONION], equal: [] }).map(({ kind, text }) => `${kind} ${text}`);
    };
    const found = [await audit(5000), await audit(20)];
    server.close();
    assert.deepEqual(found, [['time 11:12:13'], ['untested no answer']]);
  });
});

describe('the mail path', () => {
  it('does not hold the audit', () => {
    const text = (name: string) => readFileSync(resolve(root, 'dist', name), 'latin1');
    const marks = ['tor-smtp-audit', 'src/audit/probes', 'SpamAssassin'];
    for (const mark of marks) {
      assert.ok(text('tor-smtp-audit.cjs').includes(mark), `${mark} is no mark`);
      assert.ok(!text('main.cjs').includes(mark), mark);
    }
  });
});
