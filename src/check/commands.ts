import { basename, join } from 'node:path';
import { read } from '../machine/files.js';
import { CONTRIB, EXIM, OPTIONS_FILE, TOR } from '../machine/paths.js';
import { quote } from '../machine/run.js';
import { isBooted } from '../machine/services/systemd.js';
import type { UsedWay } from './facts.js';

/** Parts of the commands that mend things. */

export function service(verb: string, name: string): string {
  return isBooted() ? `systemctl ${verb} ${name}` : `invoke-rc.d ${name.replace(/@.*/, '')} ${verb}`;
}

/** Makes Exim's configuration anew from Debian's files, where it is made of them. */
export const renewExim = () => `update-exim4.conf && ${service('reload', 'exim4')}`;

export const restartTor = () => service('restart', 'tor@default');

/** After a change in a way's file. */
export function reload({ kind, name, file, waits }: UsedWay): string {
  if (kind === 'xinetd') return service('reload', 'xinetd');
  // The socket of a service that runs cannot be started.
  const end = waits ? `systemctl stop ${basename(file)} && ` : '';
  return isBooted() ? `systemctl daemon-reload && ${end}systemctl restart ${name}` : 'true';
}

/** Replaces a word everywhere in a file. */
export function substitute(file: string, from: string, to: string): string {
  const literal = (text: string) => text.replace(/[\\.*[\]^$|&]/g, '\\$&');
  return `sed -i ${quote(`s|${literal(from)}|${literal(to)}|g`)} ${quote(file)}`;
}

/** Gives the program one more option, in the file that has its options. */
export function addOption(way: UsedWay, option: string): string {
  const { kind, program, file, optionsFile } = way;
  if (optionsFile === OPTIONS_FILE) return `${addToFile(way, option)} && ${reload(way)}`;
  const from = `^[[:space:]]*${kind === 'xinetd' ? 'server_args[[:space:]]*=' : `ExecStart=${program}`}`;
  return `sed -i ${quote(`s,${from},& ${option},`)} ${quote(file)} && ${reload(way)}`;
}

/** In the line that counts, the last; or in a new one, if there is none, or another form than the package's. */
function addToFile({ args }: UsedWay, option: string): string {
  const text = read(OPTIONS_FILE) ?? '';
  const line = text.match(/^\s*TOR_SMTP_OPTIONS=.*$/gm)?.at(-1) ?? '';
  if (/^TOR_SMTP_OPTIONS="[^"]*"$/.test(line)) {
    const edit = `s,^TOR_SMTP_OPTIONS="\\(.*\\)",TOR_SMTP_OPTIONS="\\1 ${option}",`;
    return `sed -i ${quote(edit)} ${OPTIONS_FILE}`;
  }
  const end = /[^\n]$/.test(text) ? `echo >> ${OPTIONS_FILE} && ` : '';
  return `${end}echo ${quote(`TOR_SMTP_OPTIONS="${[...args, option].join(' ')}"`)} >> ${OPTIONS_FILE}`;
}

/** Takes lines out of a file. */
export function removeLines(file: string, pattern: string): string {
  return `sed -i ${quote(`/${pattern}/d`)} ${quote(file)}`;
}

/** Puts a file of contrib/exim4/conf.d in its place. */
export function installSnippet(name: string): string {
  return `install -D -m 0644 ${quote(join(CONTRIB, 'exim4/conf.d', name))} ${quote(join(EXIM.snippets, name))}`;
}

/** What Tor needs for the port of contrib/tor/torrc: the group, the folder, the line. */
export function addMailPort(): string {
  return `${makeUser()} && cat ${quote(join(CONTRIB, 'tor/torrc'))} >> ${TOR.torrc} && ${restartTor()}`;
}

/** The user and group tor-smtp, and the folders, which are theirs by their numbers. */
export function makeUser(): string {
  const user = `systemd-sysusers ${quote(join(CONTRIB, 'systemd/sysusers.d/tor-smtp.conf'))}`;
  return `${user} && systemd-tmpfiles --create ${quote(join(CONTRIB, 'systemd/tmpfiles.d/tor-smtp.conf'))}`;
}
