import { run } from '../../machine/run.js';
import { reload, substitute } from '../commands.js';
import type { Facts, UsedWay } from '../facts.js';
import { type Finding, good, stop } from '../finding.js';

/** A way's options, as the installed program reads them. */
export async function serviceOptions({ enabled }: Facts): Promise<Finding[]> {
  return (await Promise.all(enabled.map(judge))).flat();
}

const USAGE = 64;

async function judge(way: UsedWay): Promise<Finding[]> {
  const said = await complaint(way);
  const where = way.optionsFile;
  if (said !== undefined) {
    const what = `${way.name} gives tor-smtp options that it does not know: it serves nobody`;
    return [stop('options', what, `${said}, in ${where}`, repair(way, said, where))];
  }
  const told = way.args.includes('--wait') || way.worker !== way.program;
  if (way.kind === 'xinetd' && told !== way.waits) {
    const what = way.waits
      ? '"wait = yes" is for tor-smtp-resident, or needs --wait'
      : `${way.worker === way.program ? '--wait' : 'tor-smtp-resident'} needs "wait = yes"`;
    return [stop('options', what, way.file)];
  }
  return [good('options', `the options of ${way.name} are good: ${way.args.join(' ') || 'none'}`)];
}

/** What is wrong, in the words of the program. At the end of its input it leaves. */
async function complaint({
  worker,
  args,
  environment: { PATH = '' },
  request,
}: UsedWay): Promise<string | undefined> {
  if (request.kind === 'usage') return firstWords(request.text);
  if (request.kind === 'print') return `${args.join(' ')} prints a text and leaves`;
  const { status, stderr } = await run(worker, harmless(args), { env: { PATH } });
  return status === USAGE ? firstWords(stderr) : undefined;
}

/** What it listens to is not its to have here; and a log that root has begun could not be written by its user. */
function harmless(args: readonly string[]): string[] {
  const all = args.filter((arg) => arg !== '--wait');
  const place = '/dev/null';
  return all.map((arg, at) => (all[at - 1] === '--log' ? place : arg.replace(/^--log=.*/, `--log=${place}`)));
}

/** The error, and what is proposed in its place; not the usage below it. */
function firstWords(text: string): string {
  const lines = text.split('\n').filter((line) => !line.startsWith('usage:') && line.trim() !== '');
  return lines.slice(0, 2).join(' ');
}

/** Puts the word in that was meant, or takes the wrong one out. */
function repair(way: UsedWay, said: string, file: string): string | undefined {
  const [, wrong = ''] = said.match(/'(-[^' =]*)/) ?? [];
  const [, meant] = said.match(/Did you mean (-[\w-]+)\?/) ?? [];
  const better = meant ?? nearest(wrong);
  if (wrong === '') return undefined;
  if (better !== undefined) return `${substitute(file, wrong, better)} && ${reload(way)}`;
  return `${substitute(file, ` ${wrong}`, '')} && ${reload(way)}`;
}

const NAMES = [
  '--socks',
  '--port',
  '--helo',
  '--allow',
  '--isolate',
  '--timeout',
  '--wait',
  '--log',
  '--log-names',
];

/** The option that has the same letters, or all but one. */
function nearest(wrong: string): string | undefined {
  const sorted = (text: string) => [...text].sort().join('');
  return NAMES.find((name) => sorted(name) === sorted(wrong));
}
