import { short } from './numbers.js';

export interface Row {
  readonly name: string;
  readonly figures: readonly (number | undefined)[];
}

export interface Goal {
  readonly text: string;
  readonly figure: number;
  /** The figure has to be at most, or at least, this. */
  readonly most?: number;
  readonly least?: number;
}

/** One measurement of the report: its rows, and the goals that its figures are held against. */
export interface Section {
  readonly title: string;
  /** How it was measured. */
  readonly how: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly goals: readonly Goal[];
  /** The columns that the chart shows, each with a title of its own. */
  readonly charts: readonly { readonly column: number; readonly title: string }[];
}

/** A figure that is missing does not reach its goal. */
export function reached({ figure, most = Infinity, least = -Infinity }: Goal): boolean {
  return figure <= most && figure >= least;
}

function goalLine(goal: Goal): string {
  const bound = goal.most === undefined ? `at least ${goal.least}` : `at most ${goal.most}`;
  return `- ${reached(goal) ? 'reached' : 'NOT REACHED'}: ${goal.text} ${Number(goal.figure.toPrecision(3))}, goal ${bound}`;
}

/** A table in Markdown, which is text to read too. */
export function renderTable({ columns, rows }: Section): string {
  const cells = [['', ...columns], ...rows.map(({ name, figures }) => [name, ...figures.map(short)])];
  const width = (column: number) => Math.max(...cells.map((row) => row[column]?.length ?? 0));
  const widths = ['', ...columns].map((_, column) => width(column));
  const line = (row: readonly string[]) => {
    const padded = widths.map((wide, column) => {
      const cell = row[column] ?? '';
      return column === 0 ? cell.padEnd(wide) : cell.padStart(wide);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((wide, column) =>
    column === 0 ? '-'.repeat(wide + 2) : `${'-'.repeat(wide + 1)}:`,
  );
  const [head = [], ...body] = cells;
  return [line(head), `|${rule.join('|')}|`, ...body.map(line)].join('\n');
}

/** A section as Markdown: how it was measured, the table, and which goals it reached. */
export function render(section: Section): string {
  const { title, how, goals } = section;
  const ends = goals.length > 0 ? ['', ...goals.map(goalLine)] : [];
  return [`### ${title}`, '', how, '', renderTable(section), ...ends, ''].join('\n');
}
