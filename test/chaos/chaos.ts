import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { temporaryFolder } from '../support/folder.js';
import { judge, type Verdict } from './judge/verdict.js';
import { readOptions, USAGE, type Wishes } from './options.js';
import { run } from './run.js';

const load = () => Number((loadavg()[0] ?? 0).toFixed(1));

async function main(wishes: Wishes): Promise<boolean> {
  const { seed, mode, tor } = wishes;
  console.log(
    `seed ${seed}, mode ${mode}, ${tor ? 'a private Tor network' : 'a stand-in for Tor'}, load ${load()}`,
  );
  const begun = Date.now();
  const before = load();
  const { path: folder, discard } = temporaryFolder('chaos');
  let verdict: Verdict | undefined;
  try {
    const record = await run(wishes, folder);
    if (wishes.record) writeFileSync(wishes.record, JSON.stringify(record));
    verdict = judge(record);
    for (const remark of verdict.remarks) console.log(remark);
    const { counts, unexplained, faults, holds } = verdict;
    const seconds = Math.round((Date.now() - begun) / 1000);
    const size = { messages: record.sent.length, signals: record.strikes.length, seconds };
    const loads = { load: [before, load()] };
    // The last line is for programs.
    console.log(
      JSON.stringify({ seed, mode, tor, ...size, ...counts, unexplained, faults, ...loads, holds }),
    );
    return holds;
  } finally {
    // Its logs are what a fault is looked for in.
    discard(!verdict?.holds && !wishes.plant);
  }
}

let wishes: Wishes;
try {
  wishes = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exit(64);
}
if (process.getuid?.() !== 0) {
  console.error('Needs root: Exim logs to files for root and its own user alone.');
  process.exit(69);
}
main(wishes).then(
  (holds) => process.exit(holds ? 0 : 1),
  (error) => {
    console.error(error);
    process.exit(70);
  },
);
