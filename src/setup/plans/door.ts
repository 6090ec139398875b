import { existsSync } from 'node:fs';
import { dialogue, isReply, type Place } from '../machine/dialogue.js';
import type { Onion } from '../site/onions.js';
import type { Site } from '../site/site.js';
import { numbered } from '../site/units.js';
import { isActive, xinetdAsItWas } from '../steps/services.js';
import { Refusal, type Step } from '../steps/step.js';
import { whole } from '../texts/change.js';

const RELOAD = { run: ['systemctl', 'daemon-reload'] } as const;

/** Whether onions have ports of xinetd, for want of systemd's sockets. */
export function byXinetd({ host, systemd }: Site, wanted: boolean): boolean {
  if (systemd && !wanted) return false;
  if (existsSync(host.path('/usr/sbin/xinetd'))) return true;
  throw new Refusal(
    `${systemd ? '' : 'systemd does not run here, and '}there is no xinetd: apt install xinetd`,
  );
}

/** An onion's own way to Exim, with a ceiling of its own. */
export async function doorStep(site: Site, { port }: Onion, xinetd: boolean): Promise<Step> {
  const { contrib, host } = site;
  if (xinetd) {
    const path = `/etc/xinetd.d/tor-hidden-smtp-${port}`;
    return {
      title: `xinetd starts Exim for the onion: port ${port}`,
      parts: [{ kind: 'edit', path, change: whole(numbered(contrib('xinetd.d/tor-hidden-smtp'), port)) }],
      run: [{ service: 'xinetd', action: 'start' }],
      undoLast: [await xinetdAsItWas(host)],
      fault: () => doorFault(placeOf(port, true)),
      patience: 15,
    };
  }
  const [socket, service] = [`tor-hidden-smtp-${port}.socket`, `tor-hidden-smtp-${port}@.service`];
  return {
    title: `systemd starts Exim for the onion: ${socket}`,
    parts: [
      [socket, 'tor-hidden-smtp.socket'],
      [service, 'tor-hidden-smtp@.service'],
    ].map(([name = '', file = '']) => ({
      kind: 'edit',
      path: `/etc/systemd/system/${name}`,
      change: whole(numbered(contrib(`systemd/${file}`), port)),
    })),
    run: [RELOAD, { run: ['systemctl', 'enable', '--now', socket] }],
    undoFirst: [{ run: ['systemctl', 'disable', '--now', socket] }],
    undoLast: [{ tidy: [`/run/tor-hidden/${port}.sock`, '/run/tor-hidden'] }, RELOAD],
    fault: async () => {
      const { status } = await host.run('systemctl', ['is-enabled', '--quiet', socket]);
      if (status !== 0 || !(await isActive(host, socket))) return `${socket} is not enabled, or not active`;
      return doorFault(placeOf(port, false));
    },
    patience: 15,
  };
}

/** Where an onion's connections arrive. */
export function placeOf(port: number, xinetd: boolean): Place {
  return xinetd ? { host: '127.0.0.1', port } : { path: `/run/tor-hidden/${port}.sock` };
}

/** Whether an Exim answers: as long as the table lacks the onion it closes, or says that it serves nobody. */
async function doorFault(place: Place): Promise<string | undefined> {
  try {
    await dialogue(place, [''], isReply);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return message === 'it closes the connection' ? undefined : `no Exim answers for the onion: ${message}`;
  }
}

/** Whether mail for a recipient would be taken there. No message is sent. */
export async function recipientFault(
  place: Place,
  onion: string,
  recipient: string,
): Promise<string | undefined> {
  const commands = ['', 'EHLO setup.invalid\r\n', 'MAIL FROM:<>\r\n', `RCPT TO:<${recipient}>\r\n`];
  try {
    const replies = (await dialogue(place, commands, isReply, 30)).map((reply) =>
      reply.toString('latin1').trim(),
    );
    if (replies[0] !== `220 ${onion} ESMTP`) return `the onion greets with: ${replies[0]}`;
    return replies.at(-1)?.startsWith('250')
      ? undefined
      : `mail for ${recipient} would be refused: ${replies.at(-1)}`;
  } catch (error) {
    return `mail for ${recipient} would be refused: ${(error as Error).message}`;
  }
}
