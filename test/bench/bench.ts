import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../support/folder.js';
import { builtIns } from '../support/launch/built-ins.js';
import { collections } from '../support/launch/garbage.js';
import { instructions } from '../support/launch/instructions.js';
import { root } from '../support/paths.js';
import { freePort } from '../support/ports.js';
import { type Measures, modes } from './modes.js';
import { describe, describeMachine } from './report/machine.js';
import { keep, type Outcome, write } from './report/report.js';
import { render, type Section } from './report/table.js';
import { TOR_PORT } from './traffic/contenders.js';
import { python } from './traffic/load.js';

/** Measures one after the other; prints each table when it is there, and what failed. */
async function measureAll(measures: Measures): Promise<Outcome> {
  const sections: Section[] = [];
  const seconds: Record<string, number> = {};
  const failed: string[] = [];
  for (const [name, measure] of Object.entries(measures)) {
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

/** How many times an empty Node's instructions a session may take; it is 1.8 with Node 20, and less with later ones. */
const MOST_INSTRUCTIONS = 1.9;

/**
 * Says which of Node's modules a launched session loads, how often it collects garbage, and how many instructions it takes; whether
 * that is as it should be.
 */
async function tellStart(): Promise<boolean> {
  const { loaded, added } = await builtIns();
  console.log(`Node's modules that a session loads: ${loaded.join(', ')}`);
  if (added.length > 0) console.log(`FAILED: not in test/support/launch/built-ins.ts: ${added.join(', ')}`);
  const garbage = await collections();
  console.log(`Garbage collections in a session: ${garbage}${garbage > 0 ? ', FAILED: it needs none' : ''}`);
  const counts = await instructions();
  if (!counts) console.log('Instructions of a session: perf does not count them here');
  const times = counts ? counts.session / counts.empty : 0;
  const isMore = times > MOST_INSTRUCTIONS;
  if (counts)
    console.log(
      `Instructions of a session: ${counts.session.toFixed()} million, ${times.toFixed(2)} x those of an empty Node` +
        (isMore ? `, FAILED: more than ${MOST_INSTRUCTIONS} x` : ''),
    );
  return added.length === 0 && garbage === 0 && !isMore;
}

/**
 * Measures, prints, and writes everything to a folder: as JSON, as the same tables, and as a chart; with `--keep` into the README
 * too. With `--from` it measures nothing, and does that with an earlier run. `--launch` is for the start alone, and looks at what it
 * loads.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      trial: { type: 'boolean', default: false },
      launch: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      from: { type: 'string' },
      only: { type: 'string' },
      out: { type: 'string', default: resolve(root, 'build/bench') },
    },
  });
  if (values.from) {
    keep(values.from);
    return 0;
  }
  const only = values.launch ? ['start'] : values.only?.split(',');
  const folder = temporaryFolder('bench');
  const smtpPort = await freePort();
  const mode = values.trial ? 'trial' : values.quick || values.launch ? 'quick' : 'full';
  const all = modes[mode](folder.path, smtpPort);
  const chosen = Object.entries(all).filter(([name]) => only?.includes(name) ?? true);
  if (chosen.length < (only?.length ?? 0)) {
    folder.discard();
    console.error(`--only takes some of ${Object.keys(all).join(',')}`);
    return 64;
  }
  const standIn = python('stand-in.py', String(TOR_PORT), String(smtpPort), join(folder.path, 'socks'));
  await standIn.line(/listening/);
  const machine = describeMachine();
  console.log(`${describe(machine)}\n`);
  const outcome = await measureAll(Object.fromEntries(chosen));
  await standIn.stop();
  folder.discard();
  console.log(write(values.out, machine, mode, outcome));
  if (values.keep) keep(resolve(values.out, 'bench.json'));
  const isAsBefore = !values.launch || (await tellStart());
  return outcome.failed.length > 0 || !isAsBefore ? 1 : 0;
}

main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
