import { measureBursts } from './measures/bursts.js';
import { measureFlatness } from './measures/flat.js';
import { measureGrowth } from './measures/growth.js';
import { measureHeld, measureResidentHeld } from './measures/held.js';
import { measureLaunch } from './measures/launch.js';
import { measureProfile } from './measures/profile.js';
import { measureRate } from './measures/rate.js';
import { measureSlowReader } from './measures/slow.js';
import { measureSplice } from './measures/splice.js';
import { measureStart } from './measures/start.js';
import type { Section } from './report/table.js';

const MIB = 1024 ** 2;

/** What is measured, by name, in this order. */
export type Measures = Readonly<Record<string, () => Promise<Section | Section[]>>>;

function full(folder: string, smtpPort: number): Measures {
  return {
    start: () => measureStart(folder, 31),
    launch: () => measureLaunch(folder, 15, 12),
    held: () => measureHeld(folder, 200),
    rate: () => measureRate(folder, smtpPort, 7, 2000),
    profile: () => measureProfile(folder, 3000),
    residentHeld: () => measureResidentHeld(folder, 2000, 500, MIB),
    flat: () => measureFlatness(folder, 50_000, 5000, 5000),
    splice: () => measureSplice(folder, smtpPort, 11, 192 * MIB),
    slow: () => measureSlowReader(folder, 512 * MIB, 3),
    bursts: () => measureBursts(folder, [50, 100, 200, 500, 1000], [2, 5, 10, 20, 50, 100]),
    growth: () => measureGrowth(folder, smtpPort, [1, 10, 100, 1000, 2000], 50),
  };
}

function quick(folder: string, smtpPort: number): Measures {
  return {
    start: () => measureStart(folder, 21),
    launch: () => measureLaunch(folder, 5, 5),
    held: () => measureHeld(folder, 100),
    rate: () => measureRate(folder, smtpPort, 3, 500),
    profile: () => measureProfile(folder, 3000),
    residentHeld: () => measureResidentHeld(folder, 2000, 500, MIB / 4),
    flat: () => measureFlatness(folder, 7000, 5000, 2000),
    splice: () => measureSplice(folder, smtpPort, 5, 96 * MIB),
    slow: () => measureSlowReader(folder, 512 * MIB, 1),
    bursts: () => measureBursts(folder, [50, 200, 1000], [5, 10, 20, 50]),
  };
}

/** Each measure with the least counts: its figures mean nothing, but it shows that all of them work. */
function trial(folder: string, smtpPort: number): Measures {
  return {
    start: () => measureStart(folder, 1),
    launch: () => measureLaunch(folder, 1, 1),
    held: () => measureHeld(folder, 2),
    rate: () => measureRate(folder, smtpPort, 1, 10),
    profile: () => measureProfile(folder, 20),
    residentHeld: () => measureResidentHeld(folder, 10, 5, 1024),
    flat: () => measureFlatness(folder, 20, 10, 10),
    splice: () => measureSplice(folder, smtpPort, 1, MIB),
    slow: () => measureSlowReader(folder, MIB, 0.1),
    bursts: () => measureBursts(folder, [2], [2]),
    growth: () => measureGrowth(folder, smtpPort, [1, 10], 1),
  };
}

export const modes = { full, quick, trial };
