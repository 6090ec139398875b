import { EXIM } from '../../machine/paths.js';
import type { Edit } from '../steps/step.js';
import { hasSection, inserted, type Section } from '../texts/marked.js';

/** The files of contrib/exim4/conf.d, by what they are for. Those of a hidden server do nothing until its tables are named. */
export const SEND = [
  'main/040_tor-smtp-macros',
  'router/050_tor-smtp-guard',
  'router/060_tor-smtp',
  'transport/040_tor-smtp',
  'retry/020_tor-smtp',
  'rewrite/020_tor-smtp',
];
export const RECEIVE = [
  'main/005_tor-hidden-macros',
  'main/045_tor-hidden',
  'acl/045_tor-hidden',
  'router/040_tor-hidden',
  'router/070_tor-hidden-guard',
  'transport/045_tor-hidden',
  'retry/010_tor-hidden',
  'rewrite/010_tor-hidden',
  'auth/010_tor-hidden',
];
/** Belongs to the macros, in front of the template. */
export const FIRST = 'main/005_tor-hidden-macros';

/** Where the files of each folder are included; routers before every router, and so before those that ask DNS. */
const SECTIONS: Readonly<Record<string, Section>> = {
  main: { begin: 'begin acl', where: 'before' },
  acl: { begin: 'begin acl', where: 'after' },
  router: { begin: 'begin routers', where: 'after' },
  transport: { begin: 'begin transports', where: 'after' },
  retry: { begin: 'begin retry', where: 'after' },
  rewrite: { begin: 'begin rewrite', where: 'after' },
  auth: { begin: 'begin authenticators', where: 'after' },
};

export const includeLine = (file: string): string => `.include ${EXIM.snippets}/${file}`;

function byFolder(files: readonly string[]): [Section, string[]][] {
  return Object.entries(SECTIONS).flatMap(([folder, section]) => {
    const here = files.filter((file) => file !== FIRST && file.startsWith(`${folder}/`)).map(includeLine);
    return here.length === 0 ? [] : [[section, here] as [Section, string[]]];
  });
}

/** The lines that include these files in Debian's one template. */
export function templateEdits(files: readonly string[]): Edit[] {
  return byFolder(files).map(([section, lines]) => ({
    kind: 'edit',
    path: EXIM.template,
    change: inserted(section, lines),
  }));
}

/** The sections that a template lacks. */
export function missingSections(template: string, files: readonly string[]): string[] {
  return byFolder(files)
    .filter(([section]) => !hasSection(template, section))
    .map(([{ begin }]) => begin);
}

/** The same for somebody who puts them in by hand. */
export function byHand(files: readonly string[]): string {
  const first = files.includes(FIRST) ? ['before everything:', `    ${includeLine(FIRST)}`] : [];
  const rest = byFolder(files).flatMap(([{ begin, where }, lines]) => [
    `just ${where} "${begin}":`,
    ...lines.map((line) => `    ${line}`),
  ]);
  return [...first, ...rest].join('\n');
}
