import { resolve } from 'node:path';
import { strangeOnion } from '../../../src/audit/options/names.js';
import { root } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';

/** The built audit. */
export const program = resolve(root, 'bin/tor-smtp-audit');

/** The onion of the servers here, and another one. */
export const ONION = strangeOnion();
export const OTHER = strangeOnion();

/** What the audit is told of the machine. */
export const KNOWN = ['--also', 'clear.example', '--secret', 'host7.clear.example', '--user', 'games'];

/** What of the audit's JSON is looked at. */
export interface Report {
  findings: { kind: string; what: string; text: string; probes: string[]; received: string }[];
  probes: { name: string; exchanges: { sent: string; replies: { code: string }[] }[] }[];
  leftOut: Record<string, string[]>;
  toLookFor: string[];
}

/** Runs the audit against a port on loopback. */
export async function auditAsJson(
  port: number,
  ...args: string[]
): Promise<{ code: number | null; report: Report }> {
  const { code, output } = await run(program, [
    `127.0.0.1:${port}`,
    '--onion',
    ONION,
    ...KNOWN,
    '--json',
    ...args,
  ]);
  return { code, report: JSON.parse(output) };
}
