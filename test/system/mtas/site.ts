import assert from 'node:assert/strict';
import { chmodSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/folder.js';
import { type Machine, startMachine } from '../../support/machine/machine.js';
import { hasFailed } from '../../support/outcome.js';
import { node, program, root } from '../../support/paths.js';
import { unpack } from '../../support/programs/unpack.js';
import { type MailServer, startMailServer } from '../../support/stand-ins/mail-server.js';
import { onionAddress } from '../../support/stand-ins/onion-address.js';
import { type StandIn, startStandIn } from '../../support/stand-ins/onion-stand-in.js';
import { until } from '../../support/wait.js';

/** Two onions with a server each, and one that is away. */
export const ONIONS = { one: onionAddress('one'), two: onionAddress('two'), away: onionAddress('away') };

/** A machine with another mail server than Exim, tor-smtp, and a stand-in for Tor that leads to the servers of two onions. */
export interface MtaSite extends Machine {
  readonly tor: StandIn;
  readonly one: MailServer;
  readonly two: MailServer;
  /** The unix socket of the stand-in. */
  readonly socks: string;
  /** A file of contrib, with the names of this site in it. */
  contrib(file: string): string;
  /** Serves a port with tor-smtp, a process for each connection. */
  serve(port: number, ...options: string[]): Promise<void>;
  /** What a server was told as recipients, and by what name the client introduced itself, so far. */
  told(server: MailServer): { recipients: string[]; names: string[]; messages: number };
  end(): Promise<void>;
}

const ACCOUNTS = ['postfix', 'postdrop', 'opensmtpd', 'opensmtpq', 'smmta', 'smmsp', 'mail2', 'tor-smtp'];
const FIRST_UID = 22001;

/** That each onion's server was sent `count` messages, to NAME-1 and so on, by a client of this name, and no other. */
export function checkEach({ told, one, two }: MtaSite, count: number, name: string): void {
  for (const [onion, server] of Object.entries({ one, two })) {
    const recipients = Array.from(
      { length: count },
      (_, index) => `${onion}-${index + 1}@${onionAddress(onion)}`,
    );
    assert.deepEqual(told(server), { recipients, names: [name], messages: count });
  }
}

/** Starts it, with these Debian packages unpacked over the system's files. */
export async function startMtaSite(name: string, ...packages: string[]): Promise<MtaSite> {
  const unpacked = unpack(...packages);
  const { path: folder, discard } = temporaryFolder(name);
  chmodSync(folder, 0o755);
  const [tor, one, two] = await Promise.all([startStandIn(), startMailServer(), startMailServer()]);
  tor.set(ONIONS.one, one.port);
  tor.set(ONIONS.two, two.port);
  const socks = join(folder, 'socks');
  await tor.listenAt(socks);
  chmodSync(socks, 0o666);
  const machine = await startMachine(folder, 'mail.me.example', 'UTC', ['/usr', '/var/lib', '/var/spool']);
  const end = async () => {
    await machine.stop();
    for (const each of [tor, one, two]) each.stop();
    discard(hasFailed());
  };
  try {
    for (const [index, account] of ACCOUNTS.entries()) {
      const id = FIRST_UID + index;
      await machine.sh(`echo '${account}:x:${id}:${id}::/nonexistent:/bin/false' >> /etc/passwd
        echo '${account}:x:${id}:' >> /etc/group`);
    }
    for (const from of unpacked) {
      for (const part of readdirSync(from).filter((part) => /^(etc|usr|var)$/.test(part))) {
        await machine.sh(`cp -a --remove-destination '${from}/${part}/.' '/${part}/'`);
      }
    }
  } catch (error) {
    await end();
    throw error;
  }
  return {
    ...machine,
    tor,
    one,
    two,
    socks,
    contrib(file) {
      cpSync(join(root, 'contrib', file), machine.path('/etc/contrib-file'));
      return machine
        .read('/etc/contrib-file')
        .replaceAll('ONE.onion', ONIONS.one)
        .replaceAll('TWO.onion', ONIONS.two)
        .replaceAll('/usr/local/bin/tor-smtp', program);
    },
    async serve(port, ...options) {
      await machine.start('systemd-socket-activate', [
        ...['-l', `127.0.0.1:${port}`, '--accept', '--inetd', '-E', `PATH=${join(node, '..')}:/usr/bin:/bin`],
        ...[program, '--socks', `unix:${socks}`, ...options],
      ]);
      await until(`port ${port}`, async () => {
        const { output } = await machine.run({ file: 'ss', args: ['-Hltn', `sport = :${port}`] });
        return output !== '';
      });
    },
    told(server) {
      const commands = server.sessions.flatMap((session) => session.commands);
      const behind = (verb: RegExp) => commands.flatMap((command) => command.match(verb)?.[1] ?? []);
      return {
        recipients: behind(/^RCPT TO:<([^>]*)>/i).sort(),
        names: [...new Set(behind(/^(?:EHLO|HELO) (.*)$/i))],
        messages: server.sessions.flatMap((session) => session.messages).length,
      };
    },
    end,
  };
}
