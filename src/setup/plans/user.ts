import { readdirSync, statSync } from 'node:fs';
import type { Site } from '../site/site.js';
import { ownedOf } from '../steps/hands.js';
import type { Step } from '../steps/step.js';
import { whole } from '../texts/change.js';

const SYSUSERS = '/etc/sysusers.d/tor-smtp.conf';
const LOG = '/var/log/tor-smtp';
const FOLDERS = ['/run/tor-smtp', LOG];
const TMPFILES = '/etc/tmpfiles.d/tor-smtp.conf';

/** The user and group, before anything that belongs to them. */
export async function userStep({ host, contrib, installed }: Site): Promise<Step> {
  const has = async (table: string) => (await host.run('getent', [table, 'tor-smtp'])).status === 0;
  const fault = async () =>
    (await has('passwd')) && (await has('group')) ? undefined : 'there is no user, or no group, tor-smtp';
  const isNew = (await fault()) !== undefined;
  return {
    title: 'The user and the group tor-smtp',
    parts: installed.packaged
      ? []
      : [{ kind: 'edit', path: SYSUSERS, change: whole(contrib('systemd/sysusers.d/tor-smtp.conf')) }],
    run: [{ run: ['systemd-sysusers', SYSUSERS] }],
    // Sessions of xinetd's are under way for a while yet, and a user with processes is not removed.
    undoLast: isNew ? [{ run: ['userdel', 'tor-smtp'], patience: 60 }] : [],
    fault,
  };
}

/** The folders: Tor's socket, the log. After the user, and before Tor's port. */
export function foldersStep({ host, contrib, installed }: Site): Step {
  const isThere = (path: string) =>
    statSync(host.path(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  // Of the user before, whose number root or another user has by now.
  const left = isThere(LOG) && readdirSync(host.path(LOG)).length > 0 ? [LOG] : [];
  const made = FOLDERS.filter((path) => !isThere(path));
  return {
    title: 'The folders /run/tor-smtp and /var/log/tor-smtp',
    parts: installed.packaged
      ? []
      : [{ kind: 'edit', path: TMPFILES, change: whole(contrib('systemd/tmpfiles.d/tor-smtp.conf')) }],
    run: [
      ...left.map((path) => ({ run: ['chown', '--recursive', '--no-dereference', 'tor-smtp:adm', path] })),
      { run: ['systemd-tmpfiles', '--create', 'tor-smtp.conf'] },
    ],
    undoLast: [
      { tidy: ['/run/tor-smtp/socks', ...made, ...left], toRoot: true },
      ...FOLDERS.flatMap((path) => {
        const owned = ownedOf(host, path);
        return owned === undefined ? [] : [{ own: path, ...owned }];
      }),
    ],
    fault: async () => (FOLDERS.every(isThere) ? undefined : 'systemd-tmpfiles made no /run/tor-smtp'),
  };
}
