import type { Text } from './change.js';

const CONTEXT = 3;

/** What changes in a file, as `diff -u` would say it: one hunk, from the first line that differs to the last. */
export function unified(path: string, before: Text, after: Text): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  let same = 0;
  while (same < Math.min(old.length, now.length) && old[same] === now[same]) same++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - same && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const from = Math.max(0, same - CONTEXT);
  const behind = Math.min(CONTEXT, tail);
  const range = (all: readonly string[]) => {
    const count = all.length - tail + behind - from;
    return `${count === 0 ? from : from + 1},${count}`;
  };
  return [
    `--- ${before === undefined ? '/dev/null' : path}`,
    `+++ ${after === undefined ? '/dev/null' : path}`,
    `@@ -${range(old)} +${range(now)} @@`,
    ...old.slice(from, same).map((line) => ` ${line}`),
    ...old.slice(same, old.length - tail).map((line) => `-${line}`),
    ...now.slice(same, now.length - tail).map((line) => `+${line}`),
    ...now.slice(now.length - tail, now.length - tail + behind).map((line) => ` ${line}`),
  ].join('\n');
}

const NO_END = '\n\\ No newline at end of file';

function linesOf(text: Text): string[] {
  if (text === undefined || text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') return lines.slice(0, -1);
  return [...lines.slice(0, -1), `${lines.at(-1)}${NO_END}`];
}
