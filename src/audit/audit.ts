import { judge } from './judge/judge.js';
import { namesFor, OPTION_OF } from './options/names.js';
import { connector } from './options/target.js';
import type { Audit } from './options/usage.js';
import type { Result } from './report.js';
import { casesOf, runCases } from './session/battery.js';
import { readEqual, readForms, readProbes } from './session/data.js';
import { needs, type Probe } from './session/probe.js';
import { runProbe, TIMEOUTS } from './session/run.js';
import { replyText } from './session/transcript.js';
import { PARTS, type Part } from './sides/sides.js';
import { namesSaid, startWatch, type Watch } from './sides/watch.js';

type Names = Readonly<Record<string, readonly string[]>>;

/** A probe or a part that was left out, and the name that had no value for it. */
interface Missing {
  readonly probe: string;
  readonly name: string;
}

/** Runs an audit. Resolves with a string that says why, if the server cannot be reached at all. */
export async function runAudit(
  audit: Audit,
  secrets: readonly string[],
  accounts: readonly string[],
  progress: (text: string) => void,
): Promise<Result | string> {
  const { server, known, target, timeout, parallel } = audit;
  const connect = connector(target);
  const timeouts = { ...TIMEOUTS, reply: timeout };
  const probes = readProbes();
  const unreachable = await whyUnreachable(connect, probes, timeouts);
  if (unreachable !== undefined) return unreachable;

  const names: Names = namesFor({ ...known, secrets, names: accounts });
  const [client = '', domain] = [names.PEER?.[0], names.WATCHED?.[0]];
  const watch = await watchFor(audit, domain);
  if (typeof watch === 'string') return watch;

  const wanted = probes.filter((probe) => isWanted(probe, audit));
  const cases = casesOf(wanted, names);
  const started = Date.now();
  const parts: Part[] = [];
  const missing = wanted.flatMap((probe): Missing[] => {
    const name = needs(probe).find((each) => (names[each] ?? []).length === 0);
    return name === undefined ? [] : [{ probe: probe.name, name }];
  });
  async function tryPart(name: keyof typeof PARTS) {
    if (!isWanted({ name, slow: false }, audit)) return;
    progress(name);
    const part = await PARTS[name](audit, client);
    if (part) parts.push(part);
    else missing.push({ probe: name, name });
  }

  if (watch) parts.push({ transcripts: [], findings: await watch.check(), notes: [] });
  // Before the probes, which may use up what the server lets a client do in a minute.
  await tryPart('connections');
  let count = 0;
  const run = await runCases(connect, cases, {
    parallel,
    timeouts,
    done({ probe }) {
      count += 1;
      progress(`${count}/${cases.length} ${probe.name}`);
    },
  });
  const last = Date.now();
  await tryPart('mailbox-full');
  progress('');

  const transcripts = [...run, ...parts.flatMap((part) => part.transcripts)];
  const expected = { names: [known.onion, ...known.aliases], equal: readEqual(), forms: readForms() };
  const findings = [...judge(transcripts, secrets, expected), ...parts.flatMap((part) => part.findings)];
  if (watch) findings.push(...(await watch.finish(transcripts, last)));
  const notes = parts.flatMap((part) => part.notes);
  const toLookFor = domain !== undefined && !watch ? namesSaid(domain, transcripts) : [];
  const seconds = (Date.now() - started) / 1000;
  const leftOut = byOption(missing);
  return { server, onion: known.onion, transcripts, findings, leftOut, notes, toLookFor, seconds };
}

/** The probes that were left out, by the option that they need. */
function byOption(missing: readonly Missing[]): Record<string, string[]> {
  const leftOut: Record<string, string[]> = {};
  for (const { probe, name } of missing) {
    const option = OPTION_OF[name] ?? name;
    leftOut[option] = [...(leftOut[option] ?? []), probe];
  }
  return leftOut;
}

/** The name server, if one was asked for; or a string that says why it cannot run. */
async function watchFor({ known, nameServer }: Audit, domain = ''): Promise<Watch | string | undefined> {
  if (!nameServer || known.zone === undefined) return undefined;
  try {
    return await startWatch(known.zone, domain, nameServer);
  } catch (error) {
    return `no name server: ${(error as NodeJS.ErrnoException).code}`;
  }
}

/** Why the first probe of all, the greeting, does not succeed; undefined if it does. */
async function whyUnreachable(
  connect: ReturnType<typeof connector>,
  [greeting]: readonly Probe[],
  timeouts: typeof TIMEOUTS,
): Promise<string | undefined> {
  if (!greeting) return 'there are no probes';
  const { untested, exchanges } = await runProbe(connect, greeting, {}, timeouts);
  const reply = exchanges[0]?.replies[0];
  if (untested !== undefined || !reply) return untested ?? 'no greeting';
  return reply.code === '220' ? undefined : `it does not greet: ${replyText(reply)}`;
}

function isWanted({ name, slow }: Pick<Probe, 'name' | 'slow'>, audit: Audit): boolean {
  const { only } = audit;
  return (audit.slow || !slow) && (only.length === 0 || only.some((start) => name.startsWith(start)));
}
