/** The log lines of each row: of every message that names it, its bounces included. */
export function logOf(log: string, ids: readonly string[]): Map<string, string> {
  const lines = log.split('\n');
  const of = new Map<string, string>();
  const mine = /(?<![\w.-])(?:[\w-]*-)?(r\d+)(?=[.@: ]|$)/;
  const byMessage = new Map<string, string>();
  for (const line of lines) {
    const [, message = ''] = line.match(/(\b\w{6}-\w{6,11}-\w{2,4}\b)/) ?? [];
    const [, parent] = line.match(/ <= .* R=(\w{6}-\w{6,11}-\w{2,4})/) ?? [];
    const row = line.match(mine)?.[1] ?? byMessage.get(parent ?? '') ?? byMessage.get(message);
    if (message && row && !byMessage.has(message)) byMessage.set(message, row);
  }
  for (const line of lines) {
    const [message = ''] = line.match(/\b\w{6}-\w{6,11}-\w{2,4}\b/) ?? [];
    const row = byMessage.get(message) ?? line.match(mine)?.[1];
    if (row && ids.includes(row)) of.set(row, `${of.get(row) ?? ''}${line}\n`);
  }
  return of;
}

/** The row that a session or message is of: its remote domain, or the name of a list, says. */
export const rowOf = (text: string) =>
  text.match(/(?<![a-z0-9])(r\d+)\.(?:[a-z2-7]{56}\.onion|far\.example)/i)?.[1];
