import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Equal, Forms, Probe } from './probe.js';
import { parseEqual, parseForms, parseProbes } from './probe-text.js';

/** The data files are read from src, whether this runs in dist/ or in build/src/audit/session/. */
const FOLDER = ['../src/audit/probes', '../../../../src/audit/probes']
  .map((path) => resolve(__dirname, path))
  .find((path) => existsSync(path));
const EQUAL = 'equal.txt';
const FORMS = 'forms.txt';

const read = (file: string) => readFileSync(resolve(FOLDER ?? '.', file), 'utf8');

/** Every probe of the data files, in their order. */
export function readProbes(): Probe[] {
  const probes: Probe[] = [];
  const files = readdirSync(FOLDER ?? '.').sort();
  for (const file of files) if (/^\d.*\.txt$/.test(file)) probes.push(...parseProbes(read(file), probes));
  return probes;
}

/** Which probes must be answered alike. */
export function readEqual(): Equal[] {
  return parseEqual(read(EQUAL), readProbes());
}

/** What the replies to some probes have to be, to the letter. */
export function readForms(): Forms {
  return parseForms(read(FORMS), readProbes());
}
