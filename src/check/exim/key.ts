import { mayRead, user } from '../../machine/accounts.js';
import { read, stat } from '../../machine/files.js';
import { quote } from '../../machine/run.js';
import type { Facts } from '../facts.js';
import { type Finding, good, mend, stop, unknown } from '../finding.js';

const ID = 'exim-key';
const SHORTEST = 32;

/** The key for the Message-IDs of onion senders: Exim can read it, nobody else, and it is long enough. */
export async function eximKey({ exim, root }: Facts): Promise<Finding[]> {
  if (!exim || exim.transport.size === 0) return [];
  if (!root) return [unknown(ID, 'The key for Message-IDs cannot be looked at', 'only root may')];
  const path = String(exim.macros.get('TOR_SMTP_SECRET') ?? '');
  if (path === '' || !(await user(exim.user))) return [];
  const file = quote(path);
  const owner = exim.user;
  const close = `chgrp ${owner} ${file} && chmod 0640 ${file}`;
  const make = `(umask 027; head -c 32 /dev/urandom | base64 > ${file}) && ${close}`;
  const there = stat(path);
  if (!there) return [stop(ID, WAITS, `${path} does not exist`, make)];
  const length = (read(path) ?? '').length;
  if (length < SHORTEST) return [stop(ID, WAITS, `${path} has ${length} characters, 32 are needed`, make)];
  if (!(await mayRead(owner, path))) {
    return [stop(ID, WAITS, `Exim's user ${owner} cannot read ${path}`, close)];
  }
  if ((there.mode & 0o007) !== 0) {
    const mode = (there.mode & 0o777).toString(8).padStart(4, '0');
    return [mend(ID, 'Every user can read the key for Message-IDs', `${path} has mode ${mode}`, close)];
  }
  return [good(ID, 'the key for Message-IDs is there, for Exim alone')];
}

const WAITS = 'Without the key for Message-IDs the mail of onion senders waits in the queue';
