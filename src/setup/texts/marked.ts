import type { Change } from './change.js';

/*
 * Lines of ours in a file of somebody else's, between two marks.
 */

export const BEGIN = '# >>> tor-smtp-setup >>>';
export const END = '# <<< tor-smtp-setup <<<';

const LEADS = /^\s*(#.*)?$/;

/** Lines that count, of a text with remarks. */
export function lines(text: string): string[] {
  return text.split('\n').filter((line) => !LEADS.test(line));
}

/** The lines that the text does not have yet, whether between marks or not. */
function missingIn(text: string, wanted: readonly string[]): string[] {
  const there = new Set(text.split('\n').map((line) => line.trim()));
  return wanted.filter((line) => !there.has(line.trim()));
}

/** The text ends with these lines; `whole`: with all of them, though it may have some. */
export function appended(wanted: readonly string[], whole = false): Change {
  return (text = '') => {
    const missing = whole ? [...wanted] : missingIn(text, wanted);
    if (missing.length === 0) return undefined;
    const end = text === '' || text.endsWith('\n') ? '' : '\n';
    const block = [BEGIN, ...missing, END].join('\n');
    return { text: `${text}${end}${block}\n`, takeOut: { kind: 'lines', lines: missing, marked: true } };
  };
}

/** A table ends with these lines, without marks. */
export function listed(wanted: readonly string[]): Change {
  return (text = '') => {
    const missing = missingIn(text, wanted);
    if (missing.length === 0) return undefined;
    const end = text === '' || text.endsWith('\n') ? '' : '\n';
    const takeOut = { kind: 'lines', lines: missing, marked: false } as const;
    return { text: `${text}${end}${missing.join('\n')}\n`, takeOut };
  };
}

/** A section's place for lines: right behind the line that begins it, or right in front of that. */
export interface Section {
  readonly begin: string;
  readonly where: 'before' | 'after';
}

/**
 * These lines stand at the place, in this order, and in front of or behind what an earlier change has put there, by the order of
 * their texts. A place that is not there is for the caller to refuse.
 */
export function inserted(section: Section, wanted: readonly string[]): Change {
  return (text = '') => {
    const missing = missingIn(text, wanted);
    if (missing.length === 0) return undefined;
    const all = text.split('\n');
    const at = all.findIndex((line) => line.trim() === section.begin);
    if (at < 0) return undefined;
    const [start, end] = blockAt(all, section.where === 'after' ? at + 1 : at, section.where);
    const present = all.slice(start, end).filter((line) => line !== BEGIN && line !== END);
    const block = [...present, ...missing].sort((one, other) => order(one).localeCompare(order(other)));
    return {
      text: [...all.slice(0, start), BEGIN, ...block, END, ...all.slice(end)].join('\n'),
      takeOut: { kind: 'lines', lines: missing, marked: true },
    };
  };
}

/** Whether the text has the place. */
export function hasSection(text: string, section: Section): boolean {
  return text.split('\n').some((line) => line.trim() === section.begin);
}

/** Debian's order of files within a section: by their names. */
const order = (line: string) => line.replace(/^.*\//, '');

/** Where the marked lines at a place are, from and to; an empty range if there are none. */
function blockAt(all: readonly string[], at: number, where: Section['where']): [number, number] {
  if (where === 'after') {
    const end = all[at] === BEGIN ? all.indexOf(END, at) + 1 : at;
    return [at, Math.max(end, at)];
  }
  const start = all[at - 1] === END ? all.lastIndexOf(BEGIN, at - 1) : at;
  return [start < 0 ? at : start, at];
}

/** The text without these lines, where they stand between marks, and without marks that have nothing between them. */
export function withoutMarked(text: string, unwanted: readonly string[]): string {
  let inside = false;
  const kept = text.split('\n').filter((line) => {
    if (line === BEGIN) inside = true;
    if (line === END) inside = false;
    return !inside || !unwanted.includes(line);
  });
  return kept
    .filter(
      (line, at) => !(line === BEGIN && kept[at + 1] === END) && !(line === END && kept[at - 1] === BEGIN),
    )
    .join('\n');
}
