import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapping } from 'node:module';
import { resolve } from 'node:path';

const dist = resolve(__dirname, '../../../dist');

/** Replaces places in a bundle by those in the source: `(main.cjs:29:1582)` becomes `(src/session.ts:52:9)`. */
export function sourceTrace(trace: string): string {
  return trace.replace(/[^\s(]*?([\w-]+\.cjs):(\d+):(\d+)/g, (all, bundle: string, line, column) => {
    const map = new SourceMap(JSON.parse(readFileSync(resolve(dist, `${bundle}.map`), 'utf8')));
    const place: Partial<SourceMapping> = map.findEntry(Number(line) - 1, Number(column) - 1);
    const { originalSource, originalLine = 0, originalColumn = 0 } = place;
    if (originalSource === undefined) return all;
    return `${originalSource.replace(/^(\.\.\/)+/, '')}:${originalLine + 1}:${originalColumn + 1}`;
  });
}

// npm run trace < LOG
if (require.main === module) process.stdout.write(sourceTrace(readFileSync(0, 'utf8')));
