import { short } from './numbers.js';
import type { Section } from './table.js';

/** Colours in the middle, readable on white and on black alike. */
const TEXT = '#7d8590';
const OURS = '#2f81f7';
const PEER = '#9a7b4f';
const BOUND = '#8b949e';

const WIDTH = 760;
const BAR = 14;
const STEP = 19;
/** Where the bars begin, and the longest. */
const LEFT = 250;
const LONGEST = 420;

function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function colour(name: string): string {
  if (name.startsWith('tor-smtp')) return OURS;
  return /\((floor|limit)\)|^node/.test(name) ? BOUND : PEER;
}

/** One column of a table as horizontal bars. */
function panel(
  section: Section,
  column: number,
  title: string,
  top: number,
): { svg: string; height: number } {
  const bars = section.rows
    .map(({ name, figures }) => ({ name, value: figures[column] ?? Number.NaN }))
    .filter(({ value }) => Number.isFinite(value));
  const longest = Math.max(...bars.map(({ value }) => value));
  const lines = bars.map(({ name, value }, index) => {
    const y = top + 28 + index * STEP;
    const width = Math.max(1, (value / longest) * LONGEST).toFixed(1);
    const text = y + BAR - 3;
    return [
      `<text x="${LEFT - 8}" y="${text}" text-anchor="end">${escapeXml(name)}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR}" rx="2" fill="${colour(name)}"/>`,
      `<text x="${(LEFT + Number(width) + 6).toFixed(1)}" y="${text}">${short(value)}</text>`,
    ].join('\n');
  });
  const heading = `<text x="12" y="${top + 16}" font-weight="bold">${escapeXml(title)}</text>`;
  return { svg: [heading, ...lines].join('\n'), height: 28 + bars.length * STEP + 16 };
}

/** The tables' main columns as one picture: ours, the peers, the bounds. */
export function chart(sections: readonly Section[]): string {
  const legend = [
    [OURS, 'tor-smtp'],
    [PEER, 'the others'],
    [BOUND, 'floor and limit'],
  ];
  const key = legend.map(
    ([fill, text], index) =>
      `<rect x="${12 + index * 130}" y="10" width="12" height="12" rx="2" fill="${fill}"/>` +
      `<text x="${30 + index * 130}" y="21">${text}</text>`,
  );
  let top = 34;
  const panels = sections.flatMap((section) =>
    section.charts.map(({ column, title }) => {
      const { svg, height } = panel(section, column, title, top);
      top += height;
      return svg;
    }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}"`,
    `font-family="system-ui, sans-serif" font-size="13" fill="${TEXT}">`,
    '<title>tor-smtp beside socat, netcat, torsocks and msmtp</title>',
    ...key,
    ...panels,
    '</svg>',
    '',
  ].join('\n');
}
