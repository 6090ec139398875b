import { owners } from '../../machine/processes.js';
import { dialogue, isReply } from '../machine/dialogue.js';
import type { Site } from '../site/site.js';
import { unit, xinetdFile } from '../site/units.js';
import { isActive, xinetdAsItWas } from '../steps/services.js';
import type { Edit, Step } from '../steps/step.js';
import { replaced, whole } from '../texts/change.js';
import {
  FILES,
  fileOff,
  isFileOn,
  isOn,
  isSocketOn,
  PORT,
  portFree,
  SERVICES,
  SOCKETS,
  socketEnds,
  socketOff,
  type Way,
} from './ways.js';

const RELOAD = { run: ['systemctl', 'daemon-reload'] } as const;
/** A resident process that was started with other settings. */
const LEAVE = { vacate: PORT, until: 'left' } as const;
const XINETD = { service: 'xinetd', action: 'start' } as const;

/** tor-smtp is started in one way, and in no other. */
export async function startSteps(site: Site, way: Way, socks: string): Promise<Step[]> {
  const off: Step[] = [];
  for (const other of SOCKETS)
    if (other !== way && (await isSocketOn(site, other))) off.push(socketOff(site, other));
  for (const other of FILES) if (other !== way && isFileOn(site, other)) off.push(fileOff(site, other));
  return [
    ...off,
    ...((await isOn(site, way)) ? [] : [portFree()]),
    way === 'tor-smtp.socket' || way === 'tor-smtp-resident.socket'
      ? socketOn(site, way, socks)
      : await fileOn(site, way, socks),
  ];
}

function socketOn(site: Site, socket: (typeof SOCKETS)[number], socks: string): Step {
  const { contrib, installed } = site;
  const files = [socket, SERVICES[socket]];
  return {
    title: `systemd starts tor-smtp: ${socket}`,
    parts: installed.packaged
      ? []
      : files.map((file) => ({
          kind: 'edit',
          path: `/etc/systemd/system/${file}`,
          change: whole(unit(contrib(`systemd/${file}`), installed, socks)),
        })),
    run: [RELOAD, LEAVE, { run: ['systemctl', 'enable', '--now', socket] }],
    undoFirst: socketEnds(socket),
    undoLast: [RELOAD],
    fault: async () => {
      const { status } = await site.host.run('systemctl', ['is-enabled', '--quiet', socket]);
      if (status !== 0 || !(await isActive(site.host, socket)))
        return `${socket} is not enabled, or not active`;
      return greetingFault();
    },
    patience: 15,
  };
}

async function fileOn(site: Site, file: string, socks: string): Promise<Step> {
  const { host, contrib, installed } = site;
  const path = `/etc/xinetd.d/${file}`;
  const changes = installed.packaged
    ? [
        replaced(/^\s*disable\s*=/, (line) => line.replace(/=.*/, '= no')),
        replaced(/^\s*server_args\s*=/, (line) => line.replace(/--socks \S+/, `--socks ${socks}`)),
      ]
    : [whole(xinetdFile(contrib(`xinetd.d/${file}`), installed, socks))];
  // What it says to a connection for which there is no place.
  const refusal: Edit[] =
    file === 'tor-smtp' && !installed.packaged
      ? [{ kind: 'edit', path: `${path}.421`, change: whole(contrib(`xinetd.d/${file}.421`)) }]
      : [];
  return {
    title: `xinetd starts tor-smtp: ${path}`,
    parts: [...refusal, ...changes.map((change): Edit => ({ kind: 'edit', path, change }))],
    run: [LEAVE, XINETD],
    undoLast: [await xinetdAsItWas(host), isFileOn(site, file) ? LEAVE : { vacate: PORT, until: 'free' }],
    // A process that xinetd started once may greet, too.
    fault: async () =>
      owners(PORT).some(({ name }) => name === 'xinetd')
        ? greetingFault()
        : `xinetd does not listen at port ${PORT}`,
    patience: 15,
  };
}

async function greetingFault(): Promise<string | undefined> {
  try {
    const [greeting] = await dialogue({ host: '127.0.0.1', port: PORT }, [''], isReply);
    if (greeting?.toString('latin1').startsWith('220 tor-smtp ')) return undefined;
    return `at 127.0.0.1:${PORT} somebody else answers: ${greeting}`.trim();
  } catch (error) {
    return `tor-smtp does not greet at 127.0.0.1:${PORT}: ${(error as Error).message}`;
  }
}
