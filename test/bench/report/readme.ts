import { renderTable, type Section } from './table.js';

/**
 * Replaces what stands behind each comment, up to the next blank line: behind `<!-- machine -->` what is said about the machine,
 * behind the title of a section its table. A title without a section is an error, so that all tables are of the same run.
 */
export function fillReadme(text: string, machine: string, sections: readonly Section[]): string {
  return text.replace(/^<!-- (.+) -->\n\n(?:.+\n)+/gm, (_, title: string) => {
    const section = sections.find((each) => each.title === title);
    if (title !== 'machine' && !section) throw new Error(`this run has no table "${title}" for the README`);
    return `<!-- ${title} -->\n\n${section ? renderTable(section) : machine}\n`;
  });
}
