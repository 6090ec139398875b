import { show } from '../../audit/text.js';
import { type Finding, type Grade, worst } from '../finding.js';
import type { Stage } from '../way/stage.js';

const MARKS: Readonly<Record<Grade, string>> = { good: 'ok', mend: 'MEND', stop: 'STOP', unknown: '?' };

/** A finding for people: what it is, what was seen, what mends it. */
export function findingText({ id, grade, what, evidence, mend }: Finding): string {
  const lines = [`${MARKS[grade].padEnd(5)}${show(what)}${grade === 'good' ? '' : ` [${id}]`}`];
  if (evidence !== undefined) lines.push(`       seen: ${show(evidence)}`);
  if (mend !== undefined) lines.push(`       mend: ${show(mend, 4000)}`);
  return lines.join('\n');
}

/** The last line. */
export function summary(findings: readonly Finding[]): string {
  const count = (grade: Grade) => findings.filter((finding) => finding.grade === grade).length;
  const [stops, mends, unknowns] = [count('stop'), count('mend'), count('unknown')];
  switch (worst(findings)) {
    case 'good':
      return `All is well: ${count('good')} things looked at.`;
    case 'unknown':
      return `Nothing is wrong, but ${unknowns} of ${findings.length} things could not be seen${asRoot()}.`;
    case 'mend':
      return `Mail gets through; ${mends} to mend.`;
    case 'stop':
      return `Mail does not get through, or gives its author away: ${stops} to mend first${mends > 0 ? `, ${mends} later` : ''}.`;
  }
}

function asRoot(): string {
  return process.getuid?.() === 0 ? '' : ' (run it as root)';
}

/** A stage of the way, with the seconds since it began. */
export function stageText({ name, text, failed, seconds }: Stage): string {
  return `${seconds.toFixed(2).padStart(7)} s  ${name.padEnd(8)} ${failed ? 'FAILED: ' : ''}${show(text)}`;
}
