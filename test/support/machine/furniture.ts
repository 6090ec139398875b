import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { eximIdentity } from '../exim/identity.js';

/** Accounts besides the system's. */
export const USERS = { alice: 20001, bob: 20002, carol: 20003 } as const;
export type User = keyof typeof USERS;

/** What differs from this system: the names, the clock's zone, the accounts, and whose the folders are. */
export function furnish(path: (inside: string) => string, host: string, zone: string) {
  const write = (inside: string, text: string, flag = 'w') => writeFileSync(path(inside), text, { flag });
  const [short = host] = host.split('.');
  write('/etc/hosts', `127.0.0.1 localhost\n192.0.2.1 ${host} ${short}\n`);
  write('/etc/hostname', `${host}\n`);
  write('/etc/mailname', 'clear.example\n');
  rmSync(path('/etc/resolv.conf'), { force: true });
  write('/etc/resolv.conf', 'nameserver 127.0.0.1\noptions trust-ad timeout:1 attempts:2\n');
  rmSync(path('/etc/localtime'), { force: true });
  symlinkSync(`/usr/share/zoneinfo/${zone}`, path('/etc/localtime'));
  write('/etc/timezone', `${zone}\n`);
  const { uid, gid } = eximIdentity();
  for (const [name, id] of Object.entries(USERS)) {
    write('/etc/passwd', `${name}:x:${id}:${id}:${name}:/home/${name}:/bin/sh\n`, 'a');
    write('/etc/group', `${name}:x:${id}:\n`, 'a');
    mkdirSync(path(`/home/${name}`));
    chownSync(path(`/home/${name}`), id, id);
  }
  chownSync(path('/var/mail'), 0, 8);
  chmodSync(path('/var/mail'), 0o2775);
  mkdirSync(path('/run/exim4'));
  for (const folder of ['/run/exim4', '/var/lib/exim4', '/var/log/exim4', '/var/spool/exim4']) {
    chownSync(path(folder), uid, gid);
    chmodSync(path(folder), 0o750);
  }
}
