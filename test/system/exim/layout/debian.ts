import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eximIdentity } from '../../../support/exim/identity.js';

export interface DebianSite {
  /** dc_eximconfig_configtype of update-exim4.conf.conf. */
  type: 'internet' | 'smarthost' | 'satellite' | 'local';
  /** One file from conf.d, the template made anew from conf.d, or the package's template with .include lines. */
  layout: 'split' | 'template' | 'included';
  domains: readonly string[];
  macros: Readonly<Record<string, string>>;
  /** What the shipped folder is copied without. */
  leaveOut?: string;
}

/**
 * The configuration that Debian's own update-exim4.conf makes of a copy of /etc/exim4 with the shipped files added.
 * `shipped` is a copy of contrib/exim4; the machine's /etc stays as it is.
 */
export function debianConfiguration(site: DebianSite, shipped: string): string {
  const folder = join(shipped, '..');
  const etc = join(folder, 'etc');
  // passwd.client is readable for Exim only, and not needed.
  for (const name of ['conf.d', 'exim4.conf.template', 'update-exim4.conf.conf']) {
    cpSync(join('/etc/exim4', name), join(etc, name), { recursive: true });
  }
  const settings = join(etc, 'update-exim4.conf.conf');
  const values = {
    dc_eximconfig_configtype: site.type,
    dc_other_hostnames: site.domains.join(' ; '),
    // An address, so that nobody is asked for it (RFC 5737).
    dc_smarthost: '192.0.2.1',
    dc_readhost: 'readhost.clear.example',
    dc_hide_mailname: 'true',
    dc_use_split_config: String(site.layout === 'split'),
  };
  const written = Object.entries(values).map(([name, value]) => `${name}='${value}'\n`);
  writeFileSync(settings, `${readFileSync(settings, 'utf8')}\n${written.join('')}`);

  const macros = localMacros(site, folder);
  if (site.layout === 'included') {
    include(join(etc, 'exim4.conf.template'), macros, shipped);
  } else {
    cpSync(join(shipped, 'conf.d'), join(etc, 'conf.d'), {
      recursive: true,
      filter: (path) => site.leaveOut === undefined || !path.endsWith(site.leaveOut),
    });
    writeFileSync(join(etc, 'conf.d/main/000_localmacros'), macros);
  }
  const debian = (program: string, ...args: string[]) =>
    execFileSync(program, args, {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', CONFDIR: etc, TMPDIR: folder },
    });
  if (site.layout === 'template') debian('update-exim4.conf.template', '--run', '--nobackup');
  const output = join(folder, 'generated.conf');
  debian('update-exim4.conf', '-d', etc, '-o', output);
  return readFileSync(output, 'utf8');
}

/** What a site defines in main/000_localmacros or above the template; the rest keeps the test in its folder. */
function localMacros({ macros }: DebianSite, folder: string): string {
  const { uid, gid } = eximIdentity();
  return `
${Object.entries(macros)
  .map(([name, value]) => `${name} = ${value}`)
  .join('\n')}
CONFDIR = ${folder}/etc
SPOOLDIR = ${folder}/spool
MAIN_HARDCODE_PRIMARY_HOSTNAME = secret-host.clear.example
TOR_SMTP_SECRET = ${folder}/secret
exim_user = ${uid}
exim_group = ${gid}
log_file_path = ${folder}/log/%s
`;
}

/** Adds the shipped files to a template by one .include in each section, as contrib/README.md says. */
function include(template: string, macros: string, shipped: string) {
  const places = {
    'begin acl': 'main/040_tor-smtp-macros',
    'begin routers': 'router/050_tor-smtp-guard router/060_tor-smtp',
    'begin transports': 'transport/040_tor-smtp',
    'begin retry': 'retry/020_tor-smtp',
    'begin rewrite': 'rewrite/020_tor-smtp',
  };
  let text = readFileSync(template, 'utf8');
  for (const [place, files] of Object.entries(places)) {
    const lines = files.split(' ').map((file) => `.include ${shipped}/conf.d/${file}\n`);
    const line = new RegExp(`^${place}\n`, 'm');
    if (!line.test(text)) throw new Error(`${template} has no line "${place}"`);
    text = text.replace(line, (begin) =>
      place === 'begin acl' ? lines.join('') + begin : begin + lines.join(''),
    );
  }
  writeFileSync(template, macros + text);
}
