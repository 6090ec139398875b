import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../support/folder.js';
import { root } from '../support/paths.js';
import { freePort } from '../support/ports.js';
import { measureFlatness } from './measures/flat.js';
import { measureGrowth } from './measures/growth.js';
import { measureHeld, measureResidentHeld } from './measures/held.js';
import { measureLaunch } from './measures/launch.js';
import { measureRate } from './measures/rate.js';
import { measureSlowReader } from './measures/slow.js';
import { measureSplice } from './measures/splice.js';
import { describe, describeMachine } from './report/machine.js';
import { type Outcome, write } from './report/report.js';
import { render, type Section } from './report/table.js';
import { TOR_PORT } from './traffic/contenders.js';
import { python } from './traffic/load.js';

const MIB = 1024 ** 2;

type Measurements = Readonly<Record<string, () => Promise<Section | Section[]>>>;

function full(folder: string, smtpPort: number): Measurements {
  return {
    launch: () => measureLaunch(folder, 15, 12),
    held: () => measureHeld(folder, 200),
    rate: () => measureRate(folder, smtpPort, 7, 2000),
    residentHeld: () => measureResidentHeld(folder, 2000, 500, MIB),
    flat: () => measureFlatness(folder, 50_000, 5000),
    splice: () => measureSplice(folder, smtpPort, 11, 192 * MIB),
    slow: () => measureSlowReader(folder, 512 * MIB, 3),
    growth: () => measureGrowth(folder, smtpPort, 50),
  };
}

function quick(folder: string, smtpPort: number): Measurements {
  return {
    launch: () => measureLaunch(folder, 5, 5),
    held: () => measureHeld(folder, 100),
    rate: () => measureRate(folder, smtpPort, 3, 500),
    residentHeld: () => measureResidentHeld(folder, 2000, 500, MIB / 4),
    flat: () => measureFlatness(folder, 7000, 2000),
    splice: () => measureSplice(folder, smtpPort, 5, 96 * MIB),
    slow: () => measureSlowReader(folder, 512 * MIB, 1),
  };
}

/** Runs the measurements one after the other; prints each table when it is there, and what failed. */
async function measureAll(measurements: Measurements): Promise<Outcome> {
  const sections: Section[] = [];
  const seconds: Record<string, number> = {};
  const failed: string[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    console.error(`measuring: ${name}`);
    const began = Date.now();
    try {
      const measured = [await measure()].flat();
      for (const section of measured) console.log(render(section));
      sections.push(...measured);
    } catch (error) {
      failed.push(name);
      console.log(`### ${name}: FAILED\n\n${error}\n`);
    }
    seconds[name] = (Date.now() - began) / 1000;
  }
  return { sections, seconds, failed };
}

/** Measures, prints, and writes everything to a folder: as JSON, as the same tables, and as a chart. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      out: { type: 'string', default: resolve(root, 'build/bench') },
    },
  });
  const only = values.only?.split(',');
  const folder = temporaryFolder('bench');
  const smtpPort = await freePort();
  const all = (values.quick ? quick : full)(folder.path, smtpPort);
  const chosen = Object.entries(all).filter(([name]) => only?.includes(name) ?? true);
  if (chosen.length < (only?.length ?? 0)) {
    folder.discard();
    console.error(`--only takes some of ${Object.keys(all).join(',')}`);
    return 64;
  }
  const standIn = python('stand-in.py', String(TOR_PORT), String(smtpPort));
  await standIn.line(/listening/);
  const machine = describeMachine();
  console.log(`${describe(machine)}\n`);
  const outcome = await measureAll(Object.fromEntries(chosen));
  await standIn.stop();
  folder.discard();
  console.log(write(values.out, machine, values.quick, outcome));
  return outcome.failed.length > 0 ? 1 : 0;
}

main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
