import { HOST_AND_PORT } from '../../machine/tor.js';
import type { Change } from './change.js';
import { appended } from './marked.js';

/*
 * The options of the package's units: a variable in a file for systemd, where the last line of a name counts.
 */

const NAME = 'TOR_SMTP_OPTIONS';
const LINE = new RegExp(`^\\s*${NAME}=`);
/** A line that is a whole value. */
const WHOLE = new RegExp(`^(\\s*${NAME}=)(?:"([^"\\\\]*)"|'([^'\\\\]*)'|([^"'\\\\]*?))\\s*$`);
const SOCKS = /(?<=--socks[ =])[^\s"']+/g;

/** The program is started with this SOCKS port, and with its other options as before. What is no plain line is left as it is. */
export function withSocks(socks: string): Change {
  return (text = '') => {
    const lines = text.split('\n');
    const at = lines.findLastIndex((line) => LINE.test(line));
    const theirs = lines[at];
    if (theirs === undefined) return appended([`${NAME}="--socks ${socks}"`])(text);
    const [, name, double, single, bare = ''] = theirs.match(WHOLE) ?? [];
    const options = double ?? single ?? bare;
    const changed = optionsWith(options, socks);
    if (name === undefined || changed === options) return undefined;
    const quote = single === undefined ? '"' : "'";
    const ours = `${name}${quote}${changed}${quote}`;
    lines[at] = ours;
    return { text: lines.join('\n'), takeOut: { kind: 'line', ours, theirs } };
  };
}

function optionsWith(options: string, socks: string): string {
  if (options.match(SOCKS)) return options.replace(SOCKS, () => socks);
  const option = `--socks ${socks}`;
  if (HOST_AND_PORT.test(options)) return options.replace(HOST_AND_PORT, () => option);
  return options.trim() === '' ? option : `${option} ${options}`;
}

/** Why the program would not be started with this SOCKS port, by the text of this file. */
export function socksFault(file: string, text: string, socks: string): string | undefined {
  const value = text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .findLast((line) => LINE.test(line));
  if (value?.match(SOCKS)?.at(-1) === socks) return undefined;
  return `${file} does not give tor-smtp the port of Tor: write --socks ${socks} into ${NAME}`;
}
