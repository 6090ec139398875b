import { readFileSync } from 'node:fs';
import { runAudit } from './audit.js';
import { type Audit, parseArguments } from './options/usage.js';
import { details, json, type Result, remarks, summary, table } from './report.js';
import { show } from './text.js';

/** Exit statuses, from sysexits.h where it has one. */
const CLEAN = 0;
const LEAKS = 1;
const USAGE = 64;
const UNREACHED = 69;
const SOFTWARE = 70;

/** The width of a table that does not go to a terminal. */
const WIDTH = 160;

async function main(args: readonly string[]): Promise<number> {
  const request = parseArguments(args);
  if (request.kind !== 'audit') {
    (request.kind === 'print' ? process.stdout : process.stderr).write(request.text);
    return request.kind === 'print' ? CLEAN : USAGE;
  }
  const { audit } = request;
  const secrets = readLines('--secrets', audit.secretsFile);
  if (typeof secrets === 'string') return fail(secrets, USAGE);
  const accounts = readLines('--users', audit.usersFile);
  if (typeof accounts === 'string') return fail(accounts, USAGE);
  const result = await runAudit(audit, allSecrets(audit, secrets), accounts.flatMap(account), progress);
  if (typeof result === 'string') return fail(`${audit.server}: ${show(result)}`, UNREACHED);
  process.stdout.write(`${audit.json ? json(result) : report(result, audit)}\n`);
  if (result.findings.some(({ kind }) => kind !== 'untested')) return LEAKS;
  return result.findings.length > 0 ? UNREACHED : CLEAN;
}

/** The lines of a file that an option names; or, as a string, why it cannot be read. */
function readLines(option: string, path: string | undefined): string[] | string {
  if (path === undefined) return [];
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  } catch (error) {
    return `${option}: ${(error as NodeJS.ErrnoException).code}`;
  }
}

/** The secrets of all options. The machine's other names are secrets too; those of the onion are not. */
function allSecrets({ known }: Audit, lines: readonly string[]): string[] {
  const own = [known.onion, ...known.aliases];
  const all = new Set([...known.secrets, ...known.also, ...known.others, ...lines]);
  return [...all].filter((secret) => !own.includes(secret.toLowerCase()));
}

/** The account in a line of a plain list, of /etc/passwd or of /etc/aliases, if there is one. */
function account(line: string): string[] {
  const [name = ''] = line.split(':', 1);
  return /^[\w.+-]+$/.test(name) ? [name] : [];
}

function report(result: Result, { brief }: Audit): string {
  const parts = [details(result.findings), remarks(result), summary(result)];
  if (!brief) parts.unshift(table(result, process.stdout.columns ?? WIDTH));
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Shows progress on one line that is written over and over, at a terminal only. */
function progress(text: string) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function fail(text: string, status: number): number {
  process.stderr.write(`tor-smtp-audit: ${text}\n`);
  return status;
}

// The reader of the report may stop reading.
process.stdout.on('error', () => {});
main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.exitCode = fail(error instanceof Error ? `${error.stack}` : `${error}`, SOFTWARE);
  },
);
