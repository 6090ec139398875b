import type { Furniture } from '../machine/furnish.js';
import { readOutcome } from './outcome.js';
import type { Row } from './row.js';
import { substitute } from './substitute.js';
import { readWay } from './way.js';

const FURNITURE = /^(account|alias|list|forward|email|map|dns) (\S+?)(?: (\S+?))?: ?(.*)$/;

/** The rows of a file; see rows/README.md for the format. `first` numbers them. */
export function parseTable(file: string, text: string, first: number): Row[] {
  const rows: Row[] = [];
  const parts = text.split(/^== /m);
  let line = (parts[0] ?? '').split('\n').length;
  for (const part of parts.slice(1)) {
    try {
      rows.push(parseRow(file, line, part, `r${first + rows.length}`));
    } catch (error) {
      throw new Error(`${file}:${line}: ${(error as Error).message}`);
    }
    line += part.split('\n').length - 1;
  }
  return rows;
}

const BESIDES = /^(?:tells|also refused|mailbox|MAIL FROM:|RCPT TO:|EHLO)(?= |<)/;

function parseRow(file: string, line: number, part: string, id: string): Row {
  const [purpose = '', ...rest] = part.split('\n');
  const [top = [], message = [], bottom = []] = sections(rest);
  const fill = (value: string) => substitute(value, id);
  const furniture = top.flatMap((text) => {
    const [, kind, name = '', owner = '', value = ''] = text.match(FURNITURE) ?? [];
    return kind
      ? [{ kind: kind as Furniture['kind'], name: fill(name), owner: fill(owner), value: fill(value) }]
      : [];
  });
  const header = message.length > 0 ? `${message.join('\n')}\n` : '';
  const whole = header.startsWith('\n') || header.includes('\n\n') ? header : `${header}\nhello\n`;
  const filled = fill(whole);
  const lines = bottom.filter((text) => !BESIDES.test(text));
  return {
    file,
    line,
    purpose,
    id,
    way: readWay(top.filter((text) => !FURNITURE.test(text)).map(fill), fill),
    furniture,
    message: filled,
    outcome: readOutcome(fill(lines.join('\n')).split('\n'), filled),
    commands: bottom.filter((text) => /^(MAIL|RCPT|EHLO)(?= )/.test(text)).map(fill),
    also: bottom.flatMap((text) => text.match(/^also refused (.*)$/)?.[1] ?? []).map(fill),
    mailboxes: bottom.flatMap((text) => text.match(/^mailbox (.*)$/)?.[1] ?? []).map(fill),
    tells: bottom.flatMap((text) => text.match(/^tells (.*)$/)?.[1] ?? []).map(fill),
  };
}

/** Before, between and after the two lines `--`; comments, that is `# ` outside the message, are left out. */
function sections(lines: readonly string[]): string[][] {
  const found: string[][] = [[]];
  for (const text of lines) {
    if (text === '--' && found.length < 3) found.push([]);
    else if (found.length === 2 || (text !== '' && !text.startsWith('# '))) found.at(-1)?.push(text);
  }
  if (found.length !== 3) throw new Error('a row has two lines "--"');
  return found;
}
