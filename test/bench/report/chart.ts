import { short } from './numbers.js';
import type { Section } from './table.js';

/** Two columns of panels; in each, bars begin at LEFT, and the longest is LONGEST. */
const WIDTH = 860;
const COLUMN = 430;
const LEFT = 236;
const LONGEST = 130;
const BAR = 13;
const STEP = 18;
const HEAD = 26;
const GAP = 18;
/** Where the first panels begin, below the key. */
const TOP = 62;

const STYLE = `
    svg { font: 12px system-ui, sans-serif; fill: #1f2328; }
    .ours { fill: #7d4698; }
    .peer { fill: #bf8700; }
    .bound { fill: #afb8c1; }
    .title { font-weight: 600; }
    .small { fill: #59636e; }
    @media (prefers-color-scheme: dark) {
      svg { fill: #f0f6fc; }
      .ours { fill: #b989d6; }
      .peer { fill: #d29922; }
      .bound { fill: #59636e; }
      .small { fill: #9198a1; }
    }
  `;

interface Panel {
  readonly title: string;
  readonly bars: readonly { readonly name: string; readonly value: number }[];
}

function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function kind(name: string): string {
  if (name.startsWith('tor-smtp')) return 'ours';
  return /\((floor|limit)\)$/.test(name) ? 'bound' : 'peer';
}

function panelsOf(section: Section): Panel[] {
  return section.charts.map(({ column, title }) => ({
    title,
    bars: section.rows
      .map(({ name, figures }) => ({ name, value: figures[column] ?? Number.NaN }))
      .filter(({ value }) => Number.isFinite(value)),
  }));
}

/** A panel as horizontal bars, each with its name and its figure. */
function draw({ title, bars }: Panel, left: number, top: number): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const start = left + LEFT;
  const lines = bars.map(({ name, value }, index) => {
    const y = top + HEAD + index * STEP;
    const width = Math.max(1, (value / longest) * LONGEST);
    return [
      `<text x="${start - 8}" y="${y + BAR - 2}" text-anchor="end">${escapeXml(name)}</text>`,
      `<rect class="${kind(name)}" x="${start}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>`,
      `<text x="${(start + width + 6).toFixed(1)}" y="${y + BAR - 2}">${short(value)}</text>`,
    ].join('');
  });
  return [`<text class="title" x="${left + 10}" y="${top + 14}">${escapeXml(title)}</text>`, ...lines].join(
    '\n',
  );
}

const KEY = [
  ['ours', 'tor-smtp'],
  ['peer', 'other programs'],
  ['bound', 'floor: the least of Node; limit: the least of the kernel'],
].map(
  ([name, text], index) =>
    `<rect class="${name}" x="${10 + index * 120}" y="10" width="12" height="12" rx="2"/>` +
    `<text x="${28 + index * 120}" y="20">${text}</text>`,
);

/** The main columns of the tables as one picture, light and dark; `about` says where they were measured. */
export function chart(sections: readonly Section[], about: string): string {
  const panels = sections.flatMap(panelsOf).filter(({ bars }) => bars.length > 0);
  const drawn: string[] = [];
  let top = TOP;
  for (let index = 0; index < panels.length; index += 2) {
    const pair = panels.slice(index, index + 2);
    drawn.push(...pair.map((panel, place) => draw(panel, place * COLUMN, top)));
    top += HEAD + GAP + STEP * Math.max(...pair.map(({ bars }) => bars.length));
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" ` +
      'role="img" aria-labelledby="t d">',
    '<title id="t">tor-smtp beside socat, netcat, torsocks and msmtp</title>',
    `<desc id="d">Bars for: ${escapeXml(panels.map(({ title }) => title).join('; '))}</desc>`,
    `<style>${STYLE}</style>`,
    ...KEY,
    `<text class="small" x="10" y="42">${escapeXml(about)}</text>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}
