import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { contrib } from '../../../support/paths.js';

/** The shell commands of a section of contrib/README.md, as somebody would type them. */
export function steps(heading: string): string[] {
  const text = readFileSync(resolve(contrib, 'README.md'), 'utf8');
  const section = text.split(/^(?=#+ )/m).find((part) => part.startsWith(`${heading}\n`));
  if (!section) throw new Error(`contrib/README.md has no section ${heading}`);
  return [...section.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, script = '']) => script);
}
