import { runChecks } from './checks.js';
import type { Finding } from './finding.js';
import { parseArguments, type Wish } from './options.js';
import { exitStatus, findingText, summary } from './report/text.js';

/** Exit statuses, from sysexits.h where it has one. Those of a check are in finding.ts. */
const DONE = 0;
const USAGE = 64;
const SOFTWARE = 70;

async function main(args: readonly string[]): Promise<number> {
  const request = parseArguments(args);
  if (request.kind !== 'check') {
    (request.kind === 'print' ? process.stdout : process.stderr).write(request.text);
    return request.kind === 'print' ? DONE : USAGE;
  }
  return checkAll(request.wish);
}

async function checkAll({ verbose }: Wish): Promise<number> {
  const findings: Finding[] = [];
  for await (const finding of runChecks()) {
    findings.push(finding);
    if (verbose || finding.grade !== 'good') process.stdout.write(`${findingText(finding)}\n`);
  }
  process.stdout.write(`${summary(findings)}\n`);
  return exitStatus(findings);
}

// Whoever reads the report may stop reading.
process.stdout.on('error', () => {});
main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`tor-smtp-check: ${error instanceof Error ? error.stack : error}\n`);
    process.exit(SOFTWARE);
  },
);
