/** How one session went. */
export interface Session {
  /** A server answered EHLO. */
  readonly reached: boolean;
  readonly circuits: number;
  readonly seconds: number;
  readonly cause: string | undefined;
}

/** What share went at the first attempt: with one circuit, as it would be without the others, and with all; and how long it took. */
export function report(sessions: readonly Session[]): string {
  const share = (some: readonly Session[]) => `${((100 * some.length) / sessions.length).toFixed(1)} %`;
  const seconds = (some: readonly Session[]) => {
    const sorted = some.map((session) => session.seconds).sort((a, b) => a - b);
    const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? '-';
    return `${at(0.5)} s, 95 % in ${at(0.95)} s`;
  };
  const reached = sessions.filter((session) => session.reached);
  const first = reached.filter(({ circuits }) => circuits === 1);
  const later = reached.filter(({ circuits }) => circuits > 1);
  const causes = sessions
    .filter((session) => !session.reached)
    .map(({ cause }) => cause ?? 'no line in the log');
  return [
    `${sessions.length} sessions`,
    `on the first circuit  ${share(first)}, median ${seconds(first)}`,
    `on a further circuit  ${share(later)}, median ${seconds(later)}`,
    `at the first attempt  ${share(reached)}`,
    `not reached           ${share(sessions.filter((session) => !session.reached))} ${causes.join(', ')}`,
  ].join('\n');
}
