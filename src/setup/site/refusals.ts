import { existsSync, readFileSync } from 'node:fs';
import { EXIM, TOR } from '../../machine/paths.js';
import { Refusal } from '../steps/step.js';
import { closedOn } from './program.js';
import { byHand, missingSections } from './sections.js';
import { isDiverted, type Site } from './site.js';
import { isHidden } from './units.js';

const WHY = {
  own: 'Exim has a configuration of your own, /etc/exim4/exim4.conf, which is not for a program to edit',
  none: 'dc_eximconfig_configtype is none: the configuration is all your own, and not for a program to edit',
};

/** Refuses a machine on which it cannot work. Nothing has changed yet. */
export function refuseMachine(site: Site, files: readonly string[]): void {
  const { host, layout } = site;
  if (layout === 'missing') {
    throw new Refusal(`there is no Exim as Debian has it: apt install exim4. With another mail server, or an Exim of your
own, let its configuration include these files (contrib/README.md, "Elsewhere"):\n${copies(site)}${byHand(files)}`);
  }
  if (layout === 'own' || layout === 'none')
    throw new Refusal(`${WHY[layout]}. Put these lines into it:\n${copies(site)}${byHand(files)}`);
  if (!existsSync(host.path(TOR.torrc))) throw new Refusal('there is no Tor: apt install tor');
  if (layout === 'unsplit' && !isDiverted(site)) {
    const missing = missingSections(readFileSync(host.path(EXIM.template), 'latin1'), files);
    if (missing.length > 0)
      throw new Refusal(
        `${EXIM.template} has no line "${missing.join('", "')}". It would need:\n${byHand(files)}`,
      );
  }
}

const copies = ({ installed }: Site) =>
  installed.packaged ? '' : `cp -r ${installed.folder}/contrib/exim4/conf.d /etc/exim4/, then\n`;

/** Refuses a program that the service could not run: a session would end before it has begun. */
export function refuseProgram({ host, installed }: Site): void {
  const { program, folder, packaged, outside } = installed;
  if (packaged) return;
  for (const path of [program, `${folder}/dist/tor-smtp.cjs`, process.execPath]) {
    const closed = closedOn(host, path);
    if (closed)
      throw new Refusal(`${path} cannot be run by the user of the service: ${closed} is closed to others`);
  }
  const hidden = outside.find(isHidden);
  if (hidden)
    throw new Refusal(`${hidden} is no place that the service sees: install with npm install --global`);
}
