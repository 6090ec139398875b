import { resolve } from 'node:path';
import { root } from '../../support/paths.js';
import type { Samples } from '../report/numbers.js';
import { type Contender, ONION, TOR_PORT } from './contenders.js';

const here = (file: string) => resolve(root, 'test/bench/floors', file);
const node = process.execPath;
const python = '/usr/bin/python3';

// The floors: the least that Node can do.
export const emptyNode: Contender = {
  name: 'node empty.js (floor)',
  server: node,
  args: [here('empty.cjs')],
  until: 'close',
};
export const greetingNode: Contender = {
  name: 'node, 220 and exit (floor)',
  server: node,
  args: [here('greet.cjs')],
  until: 'greeting',
};
/** CPU and time to the 220, each beside that of its floor. */
export function besideFloors(
  seen: Samples<'cpu' | 'greeting'>,
  { name, until }: Pick<Contender, 'name' | 'until'>,
): (number | undefined)[] {
  const cpu = [seen.median(name, 'cpu'), seen.ratio(name, emptyNode.name, 'cpu')];
  if (until === 'close') return [...cpu, undefined, undefined];
  return [...cpu, seen.median(name, 'greeting'), seen.ratio(name, greetingNode.name, 'greeting')];
}

export const plainRelay: Contender = {
  name: 'node, stream.pipe (floor)',
  server: node,
  args: [here('relay.cjs'), String(TOR_PORT), ONION],
};
export const residentRelay: Contender = {
  ...plainRelay,
  name: 'node, stream.pipe, resident (floor)',
  args: [...plainRelay.args, '--wait'],
  resident: true,
};

// The limits: the least that the kernel can do.
export const limit: Contender = {
  name: 'splice(2) (limit)',
  server: python,
  args: [here('limit.py'), String(TOR_PORT), ONION],
};
/** What starting any program costs. */
export const nothing: Contender = {
  name: '/bin/true (limit)',
  server: '/bin/true',
  args: [],
  until: 'close',
};
/** The memory that any process takes. */
export const asleep: Contender = {
  name: '/bin/sleep (limit)',
  server: '/bin/sleep',
  args: ['3600'],
  until: 'close',
};
