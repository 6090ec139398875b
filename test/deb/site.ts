import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../support/paths.js';
import { run } from '../support/programs/command.js';
import { type MailServer, startMailServer } from '../support/stand-ins/mail-server.js';
import { onionAddress } from '../support/stand-ins/onion-address.js';
import { type StandIn, startStandIn } from '../support/stand-ins/onion-stand-in.js';
import { until } from '../support/wait.js';
import type { Machine } from './machine/machine.js';

/** Bob's onion, which is online, one that is not, and the onion that Alice writes from. */
export const BOB = onionAddress('bob');
export const AWAY = onionAddress('away');
export const ALICE = onionAddress('alice');

/** Where a machine's packages of tor-smtp lie, inside. */
export const DEB = '/root/tor-smtp.deb';
export const NEWER_DEB = '/root/tor-smtp-newer.deb';

/** A machine with a stand-in for Tor at the socket of Debian's Tor, and a mail server behind an onion. */
export interface Site {
  readonly machine: Machine;
  readonly tor: StandIn;
  /** A message to somebody at an onion; returns what identifies it. */
  send(to: string, from?: string): Promise<string>;
  /** Its text, as it arrived; fails when it does not. */
  arrived(word: string): Promise<string>;
  /** How often it arrived. */
  count(word: string): number;
  /** What the next messages wait for before they are answered. */
  hold(until: Promise<void> | undefined): void;
  /** What was asked of DNS about onions. */
  onionQuestions(): string[];
  stop(): void;
}

export async function startSite(machine: Machine): Promise<Site> {
  let held: Promise<void> | undefined;
  const server: MailServer = await startMailServer({ patient: true, hold: async () => held });
  const tor = await startStandIn({ [BOB]: server.port });
  const messages = () => server.sessions.flatMap(({ messages }) => messages);
  const withWord = (word: string) => messages().filter((text) => text.includes(word));
  let last = 0;
  return {
    machine,
    tor,
    async send(to, from) {
      last++;
      const word = `message-${last}-of-this-test`;
      const sender = from ? `-f ${from}` : '';
      const author = from ? `From: ${from}\\n` : '';
      await machine.sh(
        `printf '${author}To: bob@${to}\\nSubject: ${word}\\n\\nHello.\\n' | /usr/sbin/sendmail -i ${sender} bob@${to}`,
      );
      return word;
    },
    arrived: async (word) => (await until(`${word} to arrive`, () => withWord(word)[0], 60)) ?? '',
    count: (word) => withWord(word).length,
    hold(promise) {
      held = promise;
    },
    onionQuestions: () => machine.questions().filter((question) => /onion/i.test(question)),
    stop() {
      tor.stop();
      server.stop();
    },
  };
}

/**
 * Puts the package into a machine, and a newer one: the same with another version, another default of a file that is for
 * the administrator to change, and a program that says so.
 */
export async function bringPackages(machine: Machine): Promise<void> {
  const folder = resolve(root, 'build/deb');
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  copyFileSync(join(folder, file), machine.path(DEB));
  const work = mkdtempSync(join(folder, 'newer-'));
  const { code, output } = await run('sh', [
    '-euc',
    `dpkg-deb -R '${folder}/${file}' ${work}/tree
     sed -i 's/^Version: .*/&+newer/' ${work}/tree/DEBIAN/control
     echo '# A line of the newer package.' >> ${work}/tree/etc/exim4/conf.d/retry/020_tor-smtp
     sed -i 's/tor-smtp ESMTP/tor-smtp-newer ESMTP/' ${work}/tree/usr/share/tor-smtp/dist/main.cjs
     grep -q 'newer ESMTP' ${work}/tree/usr/share/tor-smtp/dist/main.cjs
     cd ${work}/tree && find . -type f ! -path './DEBIAN/*' -printf '%P\\0' | xargs -0 md5sum > DEBIAN/md5sums
     dpkg-deb --root-owner-group -b ${work}/tree ${work}/newer.deb`,
  ]);
  if (code !== 0) throw new Error(output);
  copyFileSync(join(work, 'newer.deb'), machine.path(NEWER_DEB));
  rmSync(work, { recursive: true });
}

/** Exim, Tor and Node as the suite has them, without tor-smtp, for a machine on the Internet. */
export async function installMailServer(machine: Machine): Promise<void> {
  await machine.sh(
    `echo 'exim4-config exim4/dc_eximconfig_configtype select internet site; mail is sent and received directly using SMTP' |
       debconf-set-selections
     apt-get -qq -y --no-install-recommends install exim4 tor nodejs`,
  );
}

/** Takes Tor's place at its socket. */
export async function takeTorsPlace({ machine, tor }: Site): Promise<void> {
  await machine.sh('rm -f /run/tor/socks; install -d -m 2755 -o debian-tor -g debian-tor /run/tor');
  await tor.listenAt(machine.path('/run/tor/socks'));
}
