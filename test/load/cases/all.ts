import type { Case } from '../case.js';
import { bursts } from './bursts.js';
import { clock } from './clock.js';
import { descriptors } from './descriptors.js';
import { dials } from './dials.js';
import { exims } from './exim.js';
import { held } from './held.js';
import { log } from './log.js';
import { memory } from './memory.js';
import { slow } from './slow.js';

/** In the order in which they are played. */
export const cases: readonly Case[] = [
  held,
  ...bursts,
  ...descriptors,
  ...memory,
  log,
  ...slow,
  dials,
  clock,
  ...exims,
];
