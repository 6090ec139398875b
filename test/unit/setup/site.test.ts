import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Host } from '../../../src/setup/machine/host.js';
import { onionFor, serviceLines, tableOf } from '../../../src/setup/site/onions.js';
import { closedOn, installed } from '../../../src/setup/site/program.js';
import { byHand, includeLine, RECEIVE, SEND } from '../../../src/setup/site/sections.js';
import { isHidden, numbered, unit, xinetdFile } from '../../../src/setup/site/units.js';
import { temporaryFolder } from '../../support/folder.js';
import { contrib } from '../../support/paths.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';

const { path: folder, discard } = temporaryFolder('setup-site');
after(() => discard());
let count = 0;

/** A machine that has these files. */
function machine(files: Readonly<Record<string, string>>): Host {
  const root = join(folder, String(++count));
  const path = (inside: string) => join(root, inside);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text, { mode: 0o755 });
  }
  return { path, run: () => Promise.reject(new Error('nothing is run')) };
}

const read = (file: string) => readFileSync(join(contrib, file), 'utf8');
const readme = read('README.md');
const PLAIN = {
  folder: '/usr/local/lib/node_modules/tor-smtp',
  packaged: false,
  program: '/usr/local/bin/tor-smtp',
  node: undefined,
  outside: [],
};

describe("Exim's files", () => {
  it('are all known, those for sending and those to receive', () => {
    const conf = join(contrib, 'exim4/conf.d');
    const all = readdirSync(conf).flatMap((section) =>
      readdirSync(join(conf, section)).map((file) => `${section}/${file}`),
    );
    assert.deepEqual([...SEND, ...RECEIVE].sort(), all.sort());
  });

  it('are included where contrib/README.md says, for sending', () => {
    const said = [
      ...readme.matchAll(/^ {4}(\.include \S+) +\((just (?:before|after) "begin \w+"|after that)\)$/gm),
    ];
    assert.equal(said.length, SEND.length);
    let place = '';
    for (const [, line = '', where = ''] of said) {
      if (where !== 'after that') place = where;
      const group = byHand(SEND)
        .split(/\n(?=just )/)
        .find((part) => part.includes(line));
      assert.ok(group?.startsWith(`${place}:`), line);
    }
    assert.deepEqual(
      said.map(([, line]) => line),
      SEND.map(includeLine),
    );
  });
});

describe('the program', () => {
  const node = '/usr/bin/node';
  const at = (folder: string) => ({
    [`${folder}/bin/tor-smtp`]: '',
    [`${folder}/dist/tor-smtp.cjs`]: '',
    [node]: '',
  });
  for (const prefix of ['/usr', '/usr/local']) {
    it(`is found where npm has linked it: ${prefix}`, () => {
      const own = `${prefix}/lib/node_modules/tor-smtp`;
      const host = machine({ ...at(own), [`${prefix}/bin/other`]: '' });
      symlinkSync(host.path(`${own}/bin/tor-smtp`), host.path(`${prefix}/bin/tor-smtp`));
      const found = installed(host, own, `${prefix}/bin/tor-smtp-setup`, node);
      assert.deepEqual(found, {
        folder: own,
        packaged: false,
        program: `${prefix}/bin/tor-smtp`,
        node: undefined,
        outside: [],
      });
    });
  }

  it('of another installation is not taken for it', () => {
    const own = '/opt/tor-smtp';
    const host = machine({ ...at(own), '/usr/bin/tor-smtp': '' });
    assert.equal(installed(host, own, '/x', node).program, `${own}/bin/tor-smtp`);
  });

  it('of the package is what the package names', () => {
    const { program, packaged } = installed(
      machine({}),
      '/usr/share/tor-smtp',
      '/usr/sbin/tor-smtp-setup',
      node,
    );
    assert.deepEqual([program, packaged], ['/usr/bin/tor-smtp', true]);
  });

  it("with a Node that PATH does not find has that Node's folder in front of it", () => {
    const own = '/home/me/n/lib/node_modules/tor-smtp';
    const mine = '/home/me/n/bin/node';
    const host = machine({ ...at(own), [mine]: '' });
    const found = installed(host, own, '/home/me/n/bin/tor-smtp-setup', mine);
    assert.equal(found.node, '/home/me/n/bin');
    assert.deepEqual(found.outside, [own, '/home/me/n']);
  });

  it('is of no use behind a folder that is closed to others', () => {
    const host = machine({ '/home/me/bin/tor-smtp': '' });
    assert.equal(closedOn(host, '/home/me/bin/tor-smtp'), undefined);
    chmodSync(host.path('/home/me'), 0o700);
    assert.equal(closedOn(host, '/home/me/bin/tor-smtp'), '/home/me');
    assert.equal(closedOn(host, '/home/you'), '/home/you');
  });

  it('is of no use in a folder that the service does not see', () => {
    assert.deepEqual(['/tmp/x', '/var/lib/x', '/home/me', '/srv/x'].map(isHidden), [
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('the files of contrib', () => {
  const units = ['systemd/tor-smtp@.service', 'systemd/tor-smtp-resident.service'];
  const socks = 'unix:/run/tor-smtp/socks';

  it('are used as they are where they fit', () => {
    for (const file of units) assert.equal(unit(read(file), PLAIN, socks), read(file));
  });

  it('name the program, its Node, and where they are', () => {
    const elsewhere = {
      ...PLAIN,
      program: '/home/me/n/bin/tor-smtp',
      node: '/home/me/n/bin',
      outside: ['/home/me/n'],
    };
    for (const file of units) {
      const text = unit(read(file), elsewhere, socks);
      assert.match(text, /^ExecStart=\/home\/me\/n\/bin\/tor-smtp --socks unix:/m);
      assert.match(text, /^Environment=PATH=\/home\/me\/n\/bin:\/usr\/local\/bin:/m);
      assert.match(text, /^ExecPaths=\/usr .* \/home\/me\/n$/m);
      assert.match(text, /^ProtectHome=read-only$/m);
    }
    const srv = unit(read(units[0] ?? ''), { ...PLAIN, outside: ['/srv/n'] }, socks);
    assert.match(srv, /^ProtectHome=yes$/m);
  });

  for (const file of ['tor-smtp', 'tor-smtp-wait']) {
    it(`xinetd.d/${file} is enabled, with Tor's port in front of the log`, () => {
      const text = xinetdFile(
        read(`xinetd.d/${file}`),
        { ...PLAIN, program: '/usr/bin/tor-smtp', node: '/x/bin' },
        socks,
      );
      assert.match(text, /^\tdisable\s+= no$/m);
      assert.match(text, /^\tserver\s+= \/usr\/bin\/tor-smtp$/m);
      assert.match(text, /^\tserver_args\s+= (--wait )?--socks unix:\/run\/tor-smtp\/socks --log \S+$/m);
      assert.match(text, /^\tenv\s+= PATH=\/x\/bin:\/usr\/local\/bin/m);
    });
  }

  it('have the number of their onion', () => {
    const text = numbered(read('systemd/tor-hidden-smtp.socket'), 31);
    assert.match(text, /^ListenStream=\/run\/tor-hidden\/31\.sock$/m);
    assert.doesNotMatch(text, /\b26\b/);
  });
});

describe('onions', () => {
  const [one, other] = [onionAddress('one'), onionAddress('other')];
  const host = machine({
    '/etc/exim4/tor-hidden/ports': `# here\n26: ${one}\n28 ${other}\n`,
    '/etc/tor/torrc': 'HiddenServiceDir /srv/onion/\nHiddenServicePort 80 127.0.0.1:80\n',
    '/srv/onion/hostname': `${one}\n`,
    '/var/lib/tor/mail-27/hostname': `${other}\n`,
  });

  it('are in the table by their numbers', () => {
    assert.deepEqual(
      [...tableOf(host)],
      [
        [26, one],
        [28, other],
      ],
    );
  });

  it('are found where torrc has them, and beside the others', () => {
    assert.deepEqual(onionFor(host, one, false), { port: 26, folder: '/srv/onion', isNew: false });
    assert.deepEqual(onionFor(host, other, false), {
      port: 28,
      folder: '/var/lib/tor/mail-27',
      isNew: false,
    });
    assert.throws(() => onionFor(host, onionAddress('third'), false), /has no onion service/);
  });

  it('get a number that nothing has', () => {
    assert.deepEqual(onionFor(host, 'new', false), { port: 29, folder: '/var/lib/tor/mail-29', isNew: true });
  });

  it('have lines of torrc of their own', () => {
    const torrc =
      'HiddenServiceDir /a\nHiddenServicePort 80 x\nHiddenServiceDir "/b/"\n HiddenServicePort 25 y\n';
    assert.deepEqual(serviceLines(torrc, '/a'), ['HiddenServicePort 80 x']);
    assert.deepEqual(serviceLines(torrc, '/b'), ['HiddenServicePort 25 y', '']);
    assert.equal(serviceLines(torrc, '/c'), undefined);
  });
});
