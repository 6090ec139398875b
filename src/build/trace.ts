import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { resolve } from 'node:path';

const dist = resolve(__dirname, '../../../dist');

/** A stack trace of a bundle, with files and lines of the source: `(main.cjs:29:1582)` is `(src/session.ts:52:9)`. */
export function sourceTrace(trace: string): string {
  return trace.replace(/[^\s(]*?([\w-]+\.cjs):(\d+):(\d+)/g, (all, bundle: string, line, column) => {
    const map = new SourceMap(JSON.parse(readFileSync(resolve(dist, `${bundle}.map`), 'utf8')));
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return all;
    const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

/** `npm run trace < LOG`. */
if (require.main === module) process.stdout.write(sourceTrace(readFileSync(0, 'utf8')));
