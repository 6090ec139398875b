import { hasten } from '../../player/launch.js';
import { killAll } from '../../support/programs/tree.js';
import { until } from '../../support/wait.js';
import type { Case, Stage } from '../case.js';
import { byXinetd, type Front, isResident, RESIDENT, type Site, WAYS, type Way } from '../ground/front.js';
import { enter, leave, type Visit } from '../ground/visits.js';
import { deliver } from './deliver.js';

/** Takes all the places there are. */
const full = (places: number) => async (front: Front, stage: Stage) => {
  const visits: Visit[] = [];
  const onion = stage.onions.name('echo');
  while (visits.length < places) visits.push(await enter(front.port, onion, { from: '127.8.8.8' }));
  return () => Promise.all(visits.map(leave));
};

const CEILING: Readonly<Record<Way, { site: Partial<Site>; due: RegExp }>> = {
  'launched by xinetd': {
    site: { settings: { instances: '2' } },
    due: /after initial connection: 421 4\.3\.2 Too many connections, try again later; a retry record of the onion/,
  },
  'launched by systemd': {
    site: { settings: { MaxConnections: '2' } },
    due: /Remote host closed connection in response to initial connection; a retry record of the onion/,
  },
  'resident by xinetd': {
    site: { args: ['--max-connections', '2'] },
    due: /after initial connection: 421 4\.3\.2 Too many connections, try again later; a retry record of the onion/,
  },
  'resident by systemd': {
    site: { args: ['--max-connections', '2'] },
    due: /after initial connection: 421 4\.3\.2 Too many connections, try again later; a retry record of the onion/,
  },
};

/** Kills the program when the server has the message and has not answered yet. */
async function killAtDot(front: Front, stage: Stage) {
  await until('the message', () => stage.onions.messages.length > 0);
  killAll(isResident(stage.way) ? [front.worker() ?? []].flat() : front.processes());
}

export const exims: readonly Case[] = [
  {
    name: 'Exim: no place',
    ways: WAYS,
    play: (stage) => deliver(stage, { ...CEILING[stage.way], done: 'all places are taken', before: full(2) }),
  },
  {
    name: 'Exim: no descriptors',
    ways: RESIDENT,
    play: (stage) =>
      deliver(stage, {
        site: { settings: { [byXinetd(stage.way) ? 'rlimit_files' : 'LimitNOFILE']: '54' } },
        done: 'the limit of open files is reached',
        before: full(3),
        due: /421 4\.3\.2 Too many connections, try again later; a retry record of the onion/,
      }),
  },
  {
    name: 'Exim: too few descriptors to start',
    ways: ['launched by xinetd'],
    play: (stage) =>
      deliver(stage, {
        site: { through: ['/usr/bin/prlimit', '--nofile=12:12'] },
        done: 'Node has too few descriptors to start, at each attempt',
        due: /^deferred: /,
        stays: true,
      }),
  },
  {
    name: 'Exim: killed for memory',
    ways: WAYS,
    play: (stage) => {
      let answer = () => {};
      const killed = new Promise<void>((resolve) => {
        answer = resolve;
      });
      stage.onions.hold = () => killed;
      return deliver(stage, {
        done: 'KILL when the server has the message, and has not answered',
        during: (front) => killAtDot(front, stage).then(answer),
        // Says the shell in front.
        other: /^Killed$/,
        due: /closed connection in response to .*end of data|lost connection|Connection reset/i,
        copies: 2,
      });
    },
  },
  {
    name: 'Exim: Tor never answers',
    ways: ['launched by xinetd', 'resident by xinetd'],
    play: (stage) => {
      const env = Object.entries(hasten(60)).map((pair) => pair.join('='));
      const { onions } = stage;
      onions.isSilent = true;
      return deliver(stage, {
        site: { env },
        done: 'Tor takes the dial, and says nothing (time running 60 times faster)',
        before: async () => async () => {
          onions.isSilent = false;
        },
        due: /451 4\.4\.2 Tor did not connect in time; a retry record of the onion/,
      });
    },
  },
  {
    name: 'Exim: the log cannot be written',
    ways: ['launched by xinetd', 'resident by xinetd'],
    play: (stage) =>
      deliver(stage, {
        site: { logFile: '/dev/full' },
        done: 'the disk is full under the log',
        due: /^delivered.*no retry record/,
      }),
  },
];
