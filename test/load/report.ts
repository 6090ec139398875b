import type { Row } from './case.js';

/** A row as it is played. */
export function brief({ name, way, done, got, log, left, faults }: Row): string {
  const head = `${faults.length === 0 ? 'holds' : 'FAULT'}  ${name}, ${way}: ${done}`;
  const more = [`got  ${got}`, `log  ${log}`, `left ${left}`, ...faults.map((fault) => `!!   ${fault}`)];
  return [head, ...more.map((line) => `       ${line}`)].join('\n');
}

/** All rows, as Markdown. */
export function table(rows: readonly Row[]): string {
  const heads = [
    'Case',
    'tor-smtp',
    'What was done',
    'What the clients got',
    'What the log says',
    'Left',
    '',
  ];
  const lines = rows.map(({ name, way, done, got, log, left, faults }) => [
    name,
    way,
    done,
    got,
    log,
    left,
    faults.length === 0 ? 'holds' : 'FAULT',
  ]);
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [heads, heads.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');
}
