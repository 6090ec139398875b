import { realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { exists, read, stat } from '../../machine/files.js';
import { PATH, quote, run } from '../../machine/run.js';
import { reload, substitute } from '../commands.js';
import type { Facts, UsedWay } from '../facts.js';
import { type Finding, good, stop } from '../finding.js';
import { closedTo } from './sandbox.js';

/** The oldest Node that tor-smtp runs on. */
const OLDEST = 18;

/** Whether what a way starts is there, and Node with it. */
export async function serviceProgram({ enabled }: Facts): Promise<Finding[]> {
  return (await Promise.all(enabled.map(inspect))).flat();
}

async function inspect(way: UsedWay): Promise<Finding[]> {
  const missing = [way.program, way.worker].find((each) => !isExecutable(each));
  if (missing !== undefined) return [noProgram(way, missing)];
  const node = interpreter(way);
  if (typeof node !== 'string') return [node];
  const { status, stdout, stderr } = await run(node, ['--version'], {
    env: { PATH: way.environment.PATH ?? '' },
  });
  const major = Number(stdout.match(/^v(\d+)\./)?.[1] ?? 0);
  if (major < OLDEST) {
    const said = status === 0 ? stdout.trim() : stderr.trim().split('\n')[0];
    return [
      stop(
        'node-old',
        `Node is too old for tor-smtp, which needs ${OLDEST} or later`,
        `${node} --version: ${said}`,
        otherNode(node),
      ),
    ];
  }
  const closed = closedTo(way, node) ?? closedTo(way, way.worker);
  if (closed) return [closed];
  const started = await run(way.worker, ['--version'], { env: { PATH: way.environment.PATH ?? '' } });
  if (started.status === 0)
    return [good('program', `${way.worker} ${started.stdout.trim()} starts, with Node ${stdout.trim()}`)];
  const line = started.stderr.match(/^\w*Error: .*$/m)?.[0] ?? started.stderr.trim().split('\n')[0];
  return [
    stop(
      'program',
      'tor-smtp does not start',
      `${way.worker} --version: ${line}`,
      'npm install --global tor-smtp',
    ),
  ];
}

function isExecutable(path: string): boolean {
  const there = exists(path) ? stat(path) : undefined;
  return there?.isFile() === true && (there.mode & 0o111) !== 0;
}

function noProgram(way: UsedWay, missing: string): Finding {
  const found = PATH.split(':')
    .map((folder) => join(folder, basename(missing) || 'tor-smtp'))
    .find(isExecutable);
  const command = found && `${substitute(way.file, way.program, found)} && ${reload(way)}`;
  const what = `The program that ${way.name} is to start is not there`;
  return stop(
    'program',
    what,
    `${missing || 'no program'}, in ${way.file}`,
    command ?? 'npm install --global tor-smtp',
  );
}

/** The Node of the program's first line, by the PATH that it gets; or that there is none. */
function interpreter(way: UsedWay): string | Finding {
  const [, first = '', name] = (read(way.worker) ?? '').match(/^#!\s*(\S+)(?:\s+(\S+))?/) ?? [];
  if (!first.endsWith('/env')) {
    if (first === '' || isExecutable(first)) return first || way.worker;
    return stop(
      'node-missing',
      'Node is not there',
      `${first}, in the first line of ${way.worker}`,
      'apt-get install nodejs',
    );
  }
  const path = way.environment.PATH ?? '';
  const found = path
    .split(':')
    .map((folder) => join(folder, name ?? 'node'))
    .find(isExecutable);
  if (found !== undefined) return found;
  const what = `${way.name} does not find Node in the PATH that it gives to tor-smtp`;
  return stop('node-missing', what, `PATH=${path}, in ${way.file}`, otherNode('/usr/local/bin/node'));
}

/** The Node that this check runs with will do, unless it is in somebody's home, where a service does not get. */
function otherNode(place: string): string {
  const here = realpathSync(process.execPath);
  const isNew = Number(process.versions.node.split('.')[0]) >= OLDEST;
  if (!isNew || /^\/(home|root|tmp)\//.test(here) || here === place) return 'apt-get install nodejs';
  return `ln -sf ${quote(here)} ${quote(place)}`;
}
