import { loadavg } from 'node:os';
import { temporaryFolder } from '../support/folder.js';
import { cases } from './cases/all.js';
import { type Asked, readOptions, USAGE } from './options.js';
import { brief, table } from './report.js';
import { run } from './run.js';

const load = () => Number((loadavg()[0] ?? 0).toFixed(1));

/** Plays the cases and says whether each holds: npm run load. */
async function main({ scale, only }: Asked): Promise<boolean> {
  const [begun, before] = [Date.now(), load()];
  const { path: folder, discard } = temporaryFolder('load');
  let holds = false;
  try {
    const wants = (name: string) => only.every((word) => name.toLowerCase().includes(word));
    const rows = await run(cases, { scale, folder, wants, tell: (row) => console.log(brief(row)) });
    const failed = rows.filter(({ faults }) => faults.length > 0).map(({ name, way }) => `${name}, ${way}`);
    holds = rows.length > 0 && failed.length === 0;
    console.log(`\n${table(rows)}\n`);
    const seconds = Math.round((Date.now() - begun) / 1000);
    // The last line is for programs.
    console.log(JSON.stringify({ rows: rows.length, scale, seconds, load: [before, load()], failed, holds }));
    return holds;
  } finally {
    // Its logs are what a fault is looked for in.
    discard(!holds);
  }
}

let asked: Asked;
try {
  asked = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exit(64);
}
if (process.getuid?.() !== 0) {
  console.error('Needs root: it starts systemd in namespaces, and mounts a disk to fill it.');
  process.exit(69);
}
main(asked).then(
  (holds) => process.exit(holds ? 0 : 1),
  (error) => {
    console.error(error);
    process.exit(70);
  },
);
