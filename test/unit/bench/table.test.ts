import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newSamples, short } from '../../bench/report/numbers.js';
import { fillReadme } from '../../bench/report/readme.js';
import { reached, render, type Section } from '../../bench/report/table.js';

const section: Section = {
  title: 'Cost',
  how: 'Counted.',
  columns: ['CPU ms', 'a second'],
  rows: [
    { name: 'tor-smtp', figures: [36.04, 1931.4] },
    { name: 'a limit', figures: [undefined, Number.NaN] },
  ],
  goals: [
    { text: 'ratio:', figure: 1.5, most: 1.5 },
    { text: 'rate:', figure: 0.7, least: 0.8 },
  ],
  charts: [],
};
const TABLE = `|          | CPU ms | a second |
|----------|-------:|---------:|
| tor-smtp |     36 |    1,931 |
| a limit  |      - |        - |
`;

it('a section is a table with its goals below', () => {
  assert.equal(
    render(section),
    `### Cost\n\nCounted.\n\n${TABLE}
- reached: ratio: 1.5, goal at most 1.5
- NOT REACHED: rate: 0.7, goal at least 0.8
`,
  );
});

it('a figure has three digits, a small one two', () => {
  const shown = [0, 0.0404, 0.866, 1.234, 99.96, 100.4, 12345].map(short);
  assert.deepEqual(shown, ['0', '0.04', '0.87', '1.23', '100', '100', '12,345']);
});

it('a figure that is missing reaches no goal', () => {
  assert.equal(reached({ text: '', figure: Number.NaN, most: 1 }), false);
});

it('a ratio is the median of the ratios of the rounds, not the ratio of the medians', () => {
  const seen = newSamples<'cpu'>();
  // In the second round the machine was slow for both.
  for (const [ours, theirs] of [
    [2, 1],
    [30, 10],
    [5, 1],
  ] as const) {
    seen.add('ours', { cpu: ours });
    seen.add('theirs', { cpu: theirs });
  }
  assert.equal(seen.ratio('ours', 'theirs', 'cpu'), 3);
  assert.equal(seen.median('ours', 'cpu'), 5);
  assert.ok(Number.isNaN(seen.ratio('ours', 'nobody', 'cpu')));
});

it('the README gets the tables of one run, and nothing else of it changes', () => {
  const before = 'Text.\n\n<!-- machine -->\n\nOld, 1 core.\n\n<!-- Cost -->\n\n| old |\n|----:|\n\nMore.\n';
  assert.equal(
    fillReadme(before, 'New, 2 cores.', [section]),
    `Text.\n\n<!-- machine -->\n\nNew, 2 cores.\n\n<!-- Cost -->\n\n${TABLE}\nMore.\n`,
  );
});

it('a run without one of the tables does not fill the README', () => {
  const fill = () => fillReadme('<!-- Memory -->\n\n| old |\n', 'New', [section]);
  assert.throws(fill, /no table "Memory"/);
});
