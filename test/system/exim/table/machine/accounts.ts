import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Machine } from '../../../../support/machine/machine.js';

/** The accounts that a machine is given, and their numbers. */
export interface Accounts {
  /** `gecos` is latin1. */
  add(login: string, gecos: string): void;
  uid(login: string): number;
}

const FIRST_UID = 21001;

export function accountsOf(machine: Machine): Accounts {
  const uids = new Map([['root', 0]]);
  return {
    add(login, gecos) {
      const id = FIRST_UID + uids.size;
      uids.set(login, id);
      const home = `/home/${login}`;
      writeFileSync(machine.path('/etc/passwd'), `${login}:x:${id}:${id}:${gecos}:${home}:/bin/sh\n`, {
        flag: 'a',
        encoding: 'latin1',
      });
      writeFileSync(machine.path('/etc/group'), `${login}:x:${id}:\n`, { flag: 'a' });
      mkdirSync(machine.path(home));
      chownSync(machine.path(home), id, id);
    },
    uid(login) {
      const id = uids.get(login);
      if (id === undefined) throw new Error(`no account ${login}`);
      return id;
    },
  };
}
