import { DEFAULTS } from '../options.js';
import { runChecks } from './checks.js';
import { gather } from './facts.js';
import { type Finding, STATUS, worst } from './finding.js';
import { parseArguments, type Wish } from './options.js';
import { reporter } from './report/reporter.js';
import { goTo } from './way/go.js';
import { sendProbe } from './way/probe.js';
import { stopwatch } from './way/stage.js';

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
  const { wish } = request;
  const report = reporter(wish.output, wish.verbose, (text) => process.stdout.write(`${text}\n`));
  const findings: Finding[] = [];
  for await (const finding of check(wish, report.stage)) {
    findings.push(finding);
    report.finding(finding);
  }
  report.end(findings);
  return STATUS[worst(findings)];
}

/** What the command line asked for, one after the other. */
async function* check(wish: Wish, show: ReturnType<typeof reporter>['stage']): AsyncGenerator<Finding> {
  const { name, other, probe, helo, timeout, control } = wish;
  if (name === undefined && !probe) return yield* runChecks(control);
  if (name !== undefined) {
    const facts = await gather(control);
    const way = facts.enabled.find(({ running }) => running !== false);
    const port = wish.socks === undefined ? (wish.port ?? way?.port) : undefined;
    const socks = wish.socks ?? facts.enabled[0]?.options.socks ?? DEFAULTS.socks;
    yield await goTo(name, other, { port, socks, control: facts.control, helo, timeout }, show);
  }
  if (probe) {
    const tell = stopwatch((stage) => show(probe.to, stage));
    yield await sendProbe(probe.to, probe.from, timeout, tell);
  }
}

// Whoever reads the report may stop reading.
process.stdout.on('error', () => {});
main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
    // A connection that takes its leave does not hold up the end.
    setTimeout(() => process.exit(), 500).unref();
  },
  (error: unknown) => {
    process.stderr.write(`tor-smtp-check: ${error instanceof Error ? error.stack : error}\n`);
    process.exit(SOFTWARE);
  },
);
