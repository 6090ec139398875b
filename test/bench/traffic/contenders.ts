import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { program, root } from '../../support/paths.js';

/** A program that takes part. */
export interface Contender {
  readonly name: string;
  readonly server: string;
  readonly args: readonly string[];
  /** One process for all connections, from xinetd's `wait = yes`. */
  readonly resident?: boolean;
  /** It closes by itself, without a session. */
  readonly until?: 'greeting' | 'close';
}

/** Where Tor listens if nobody says otherwise: the benchmark has a network of its own, so the port is free. */
export const TOR_PORT = 9050;
/** A well-formed onion name; every program here asks for it. */
export const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';

const destination = [ONION, '25'];

export const launched: Contender = { name: 'tor-smtp', server: program, args: [] };
export const executable: Contender = {
  name: 'tor-smtp, single executable',
  server: resolve(root, 'dist/tor-smtp'),
  args: [],
};
export const resident: Contender = {
  name: 'tor-smtp, resident',
  server: program,
  args: ['--wait', '--max-connections', '5000'],
  resident: true,
};
export const socat: Contender = {
  name: 'socat',
  server: '/usr/bin/socat',
  args: ['-', `SOCKS4A:127.0.0.1:${destination.join(':')},socksport=${TOR_PORT}`],
};
export const netcat: Contender = {
  name: 'netcat-openbsd -X 5',
  server: '/bin/nc.openbsd',
  args: ['-X', '5', '-x', `127.0.0.1:${TOR_PORT}`, ...destination],
};
export const torsocks: Contender = {
  name: 'torsocks + nc',
  server: '/usr/bin/torsocks',
  args: ['/bin/nc.openbsd', ...destination],
};
/** It is no relay: it makes the session itself, and prints what it learnt. */
export const msmtp: Contender = {
  name: 'msmtp, proxy_host',
  server: '/usr/bin/msmtp',
  args: [
    '--serverinfo',
    '--file=/dev/null',
    `--host=${ONION}`,
    '--port=25',
    '--proxy-host=127.0.0.1',
    `--proxy-port=${TOR_PORT}`,
  ],
  until: 'close',
};

/** Those that are on this machine; says which are not. */
export function present(contenders: readonly Contender[]): Contender[] {
  return contenders.filter(({ name, server }) => {
    if (existsSync(server)) return true;
    console.log(`left out: ${name} (no ${server})`);
    return false;
  });
}
