import { type Finding, type Grade, STATUS, worst } from '../finding.js';

const WORDS: Readonly<Record<Grade, string>> = {
  good: 'OK',
  mend: 'WARNING',
  stop: 'CRITICAL',
  unknown: 'UNKNOWN',
};

/** One line with performance data, as Nagios and its like read it. */
export function nagiosLine(
  findings: readonly Finding[],
  data: Readonly<Record<string, string | number>>,
): string {
  const grade = worst(findings);
  const worstOnes = findings.filter((finding) => finding.grade === grade);
  const first = worstOnes[0];
  const more = worstOnes.length > 1 && grade !== 'good' ? ` (and ${worstOnes.length - 1} more)` : '';
  const alone =
    grade === 'good' && findings.length > 1 ? `all is well, ${findings.length} things looked at` : '';
  const seen = grade === 'good' || first?.evidence === undefined ? '' : `: ${first.evidence}`;
  const text = alone || `${first?.what ?? 'nothing was looked at'}${seen}${more}`;
  const numbers = Object.entries(data).map(([name, value]) => `${name}=${value}`);
  // A bar begins the performance data.
  const clean = text
    .replace(/\|/g, '/')
    .replace(/[^\x20-\x7e]/g, ' ')
    .slice(0, 300);
  return `TOR-SMTP ${WORDS[grade]} - ${clean} | ${numbers.join(' ')}`;
}

/** How many there are of each grade. */
export function counts(findings: readonly Finding[]): Record<string, number> {
  return Object.fromEntries(
    (Object.keys(STATUS) as Grade[]).map((grade) => [
      grade,
      findings.filter((one) => one.grade === grade).length,
    ]),
  );
}
