import { basename } from 'node:path';
import { exists, read } from '../../machine/files.js';
import { TOR } from '../../machine/paths.js';
import { restartTor, service } from '../commands.js';
import type { Facts } from '../facts.js';
import { type Finding, good, mend, stop } from '../finding.js';

const ENABLED = '/sys/module/apparmor/parameters/enabled';

/** Whether AppArmor lets Tor make the socket; Debian's profile names its own socket only. */
export function torAppArmor({ enabled }: Facts): Finding[] {
  if (read(ENABLED)?.trim() !== 'Y' || !exists(TOR.profile)) return [];
  if (exists(`/etc/apparmor.d/disable/${basename(TOR.profile)}`)) return [];
  const paths = new Set(enabled.flatMap(({ options: { socks } }) => ('path' in socks ? [socks.path] : [])));
  return [...paths].map((path) => {
    const rules = [TOR.profile, TOR.localProfile].map((file) => read(file) ?? '').join('\n');
    if (allows(rules, path)) return good('tor-apparmor', `AppArmor lets Tor make ${path}`);
    // Tor may have made it before the profile was loaded; it will not again.
    const report = exists(path) ? mend : stop;
    const what = `AppArmor does not let Tor make ${path}`;
    const line = `/{,var/}${path.slice(1)} w,`;
    const command = `echo '${line}' >> ${TOR.localProfile} && ${service('reload', 'apparmor')} && ${restartTor()}`;
    return report('tor-apparmor', what, `no line for it in ${TOR.localProfile}`, command);
  });
}

/** Whether a rule with `w` is for this path. */
export function allows(rules: string, path: string): boolean {
  return rules.split('\n').some((line) => {
    const [, pattern, rights = ''] = line.match(/^\s*(?:owner\s+)?"?(\/\S+?)"?\s+(\w+),/) ?? [];
    return pattern !== undefined && rights.includes('w') && expression(pattern).test(path);
  });
}

/** A path of AppArmor's: `**`, `*`, `?`, `{a,b}`. */
function expression(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_all, choices: string) => `(?:${choices.replaceAll(',', '|')})`)
    .replace(/\*\*|\*|\?(?!:)/g, (star) => ({ '**': '.*', '*': '[^/]*' })[star] ?? '[^/]');
  return new RegExp(`^${text}$`);
}
