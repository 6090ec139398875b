import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Exim, EximSite } from '../../../support/exim/exim.js';
import { alice } from '../../../support/exim/names.js';

/** What is broken: a site, or what is done to its folder. */
export interface Fault {
  readonly site?: Partial<EximSite>;
  readonly spoil?: (exim: Exim) => void;
}

/** A file that is not there: a lookup in it ends the process. */
export const GONE = '/nonexistent/table';
/** A lookup that defers, since no server is named. */
const DEFERS = 'mysql;select 1';

/** Faults after which Exim cannot know what it has to know of an onion sender. */
export const FAULTS: Readonly<Record<string, Fault>> = {
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
