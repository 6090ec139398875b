import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { render, TOO_MANY_CONNECTIONS } from '../../../src/replies.js';
import { startSteps } from '../../../src/setup/plans/start.js';
import type { Way } from '../../../src/setup/plans/ways.js';
import type { Site } from '../../../src/setup/site/site.js';
import { numbered, unit, xinetdFile } from '../../../src/setup/site/units.js';
import { contrib } from '../../support/paths.js';
import { machine } from './machine.js';

const read = (file: string) => readFileSync(join(contrib, file), 'utf8');
const PLAIN = {
  folder: '/usr/local/lib/node_modules/tor-smtp',
  packaged: false,
  program: '/usr/local/bin/tor-smtp',
  node: undefined,
  outside: [],
};

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
      assert.match(text, /^ExecStart=\/home\/me\/n\/bin\/tor-smtp(-resident)? --socks unix:/m);
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
      assert.match(text, /^\tserver\s+= \/usr\/bin\/tor-smtp(-resident)?$/m);
      assert.match(text, /^\tserver_args\s+= (--wait )?--socks unix:\/run\/tor-smtp\/socks --log \S+$/m);
      assert.match(text, /^\tenv\s+= PATH=\/x\/bin:\/usr\/local\/bin/m);
    });
  }

  it('xinetd.d/tor-smtp.421 comes with the file that names it, and says what the resident program says', async () => {
    const site: Site = {
      host: { ...machine({}), run: async () => ({ status: 1, output: '', stdout: '', stderr: '' }) },
      layout: {} as never,
      systemd: false,
      installed: PLAIN,
      contrib: read,
    };
    const written = async (way: Way) =>
      (await startSteps(site, way, socks)).flatMap(({ parts = [] }) =>
        parts.map(
          (part) => [part.path, 'change' in part ? part.change(undefined)?.text : undefined] as const,
        ),
      );
    const [refusal, service] = await written('tor-smtp');
    assert.deepEqual(refusal, ['/etc/xinetd.d/tor-smtp.421', render(TOO_MANY_CONNECTIONS)]);
    assert.match(service?.[1] ?? '', new RegExp(`^\\tbanner_fail\\s+= ${refusal?.[0]}$`, 'm'));
    assert.equal((await written('tor-smtp-wait')).length, 1);
  });

  it('have the number of their onion', () => {
    const text = numbered(read('systemd/tor-hidden-smtp.socket'), 31);
    assert.match(text, /^ListenStream=\/run\/tor-hidden\/31\.sock$/m);
    assert.doesNotMatch(text, /\b26\b/);
  });
});
