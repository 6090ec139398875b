import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../support/folder.js';
import { hasFailed } from '../support/outcome.js';
import { exceptions } from './exceptions.js';
import { layouts, split } from './layouts.js';
import { type Machine, rootOf, startMachine } from './machine/machine.js';
import { removal } from './removal.js';
import { bringPackages, installMailServer, type Site, startSite, takeTorsPlace } from './site.js';
import { template } from './template.js';
import { upgrade } from './upgrade.js';
import { withoutSystemd } from './without-systemd.js';

/** The life of the package on one suite of Debian, in the order in which an administrator would live it. */
export function storyOf(suite: string): void {
  const files = rootOf(suite);
  if (files === undefined) {
    console.error(
      `\n*** NOT TESTED ON ${suite.toUpperCase()}: the archive that apt knows here has no such suite ***\n`,
    );
    it(`the package on ${suite}`, { skip: 'the archive has no such suite' });
    return;
  }
  const { path: folder, discard } = temporaryFolder(suite);
  after(() => discard(hasFailed()));

  describe(`the package on ${suite}`, () => {
    let machine: Machine;
    let site: Site;
    before(async () => {
      machine = await startMachine(`${folder}/systemd`, files, true);
      site = await startSite(machine);
      await bringPackages(machine);
      await installMailServer(machine);
      await machine.sh('systemctl mask --now tor.service tor@default.service');
      await takeTorsPlace(site);
    });
    after(async () => {
      site?.stop();
      await machine?.stop();
    });
    layouts(() => site);
    template(() => site);
    split(() => site);
    upgrade(() => site);
    removal(() => site);
    exceptions(() => site);
  });

  describe(`the package on ${suite}, without systemd`, () => {
    let machine: Machine;
    let site: Site;
    before(async () => {
      machine = await startMachine(`${folder}/alone`, files, false);
      site = await startSite(machine);
      await bringPackages(machine);
    });
    after(async () => {
      site?.stop();
      await machine?.stop();
    });
    withoutSystemd(() => site);
  });
}
