import { casesOf, judge, readEqual, readProbes, runCases, runProbe } from './battery.js';
import { namesFor } from './names.js';
import { needs, type Probe } from './probe.js';
import type { Result } from './report.js';
import { PATIENCE, said } from './run.js';
import { connector } from './target.js';
import type { Audit } from './usage.js';

/** The option that gives a name its values. */
const OPTIONS: Readonly<Record<string, string>> = {
  ALSO: '--also',
  OTHER: '--other',
  HOST: 'a domain as --secret',
};

/** Runs the battery as asked for; returns why, if the server cannot be reached at all. */
export async function runAudit(
  audit: Audit,
  secrets: readonly string[],
  progress: (text: string) => void,
): Promise<Result | string> {
  const { server, known, target, timeout, parallel } = audit;
  const connect = connector(target);
  const patience = { ...PATIENCE, reply: timeout };
  const probes = readProbes();
  const unreached = await greets(connect, probes, patience);
  if (unreached !== undefined) return unreached;

  const names: Readonly<Record<string, readonly string[]>> = namesFor({ ...known, secrets });
  const wanted = probes.filter((probe) => isWanted(probe, audit));
  const cases = casesOf(wanted, names);
  const started = Date.now();
  let count = 0;
  const transcripts = await runCases(connect, cases, {
    parallel,
    patience,
    done({ probe }) {
      count += 1;
      progress(`${count}/${cases.length} ${probe.name}`);
    },
  });
  progress('');

  const findings = judge(transcripts, secrets, {
    names: [known.onion, ...known.aliases],
    equal: readEqual(),
  });
  const leftOut: Record<string, string[]> = {};
  for (const probe of wanted) {
    const missing = needs(probe).find((name) => (names[name] ?? []).length === 0);
    const option = missing && (OPTIONS[missing] ?? missing);
    if (option) leftOut[option] = [...(leftOut[option] ?? []), probe.name];
  }
  const seconds = (Date.now() - started) / 1000;
  return { server, onion: known.onion, transcripts, findings, leftOut, seconds };
}

/** Why not, if the server does not greet: the first probe of all. */
async function greets(
  connect: ReturnType<typeof connector>,
  [greeting]: readonly Probe[],
  patience: typeof PATIENCE,
): Promise<string | undefined> {
  if (!greeting) return 'there are no probes';
  const { untested, exchanges } = await runProbe(connect, greeting, {}, patience);
  const reply = exchanges[0]?.replies[0];
  if (untested !== undefined || !reply) return untested ?? 'no greeting';
  return reply.code === '220' ? undefined : `it does not greet: ${said(reply)}`;
}

function isWanted(probe: Probe, { slow, only }: Audit): boolean {
  return (slow || !probe.slow) && (only.length === 0 || only.some((start) => probe.name.startsWith(start)));
}
