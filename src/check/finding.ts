/**
 * How things are: good; to be mended, though mail gets through; mail does not get through, or gives its author away; it
 * cannot be told.
 */
export type Grade = 'good' | 'mend' | 'stop' | 'unknown';

export interface Finding {
  /** A short name for programs; the manual page lists them. */
  readonly id: string;
  readonly grade: Grade;
  /** What is wrong, or what is good, in one line. */
  readonly what: string;
  /** What was seen. */
  readonly evidence?: string | undefined;
  /** A command for a shell, as root, after which it is good. */
  readonly mend?: string | undefined;
}

export function good(id: string, what: string): Finding {
  return { id, grade: 'good', what };
}

/** Mail gets through, but this should be mended. */
export function mend(id: string, what: string, evidence: string, command?: string): Finding {
  return { id, grade: 'mend', what, evidence, mend: command };
}

/** Mail does not get through, or gives its author away. */
export function stop(id: string, what: string, evidence: string, command?: string): Finding {
  return { id, grade: 'stop', what, evidence, mend: command };
}

export function unknown(id: string, what: string, evidence: string): Finding {
  return { id, grade: 'unknown', what, evidence };
}

/** From the best to the worst: what does not get through is worse than what cannot be told. */
const GRADES: readonly Grade[] = ['good', 'unknown', 'mend', 'stop'];

export function worst(findings: readonly Finding[]): Grade {
  return GRADES[Math.max(0, ...findings.map(({ grade }) => GRADES.indexOf(grade)))] ?? 'good';
}

/** Exit statuses, of which 0 to 3 mean the same to Nagios. */
export const STATUS: Readonly<Record<Grade, number>> = { good: 0, mend: 1, stop: 2, unknown: 3 };
