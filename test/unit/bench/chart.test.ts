import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { it } from 'node:test';
import { chart } from '../../bench/report/chart.js';
import { root } from '../../support/paths.js';

interface Bar {
  readonly kind: string;
  readonly name: string;
  readonly width: number;
  readonly figure: string;
}

/** The bars as they can be seen. */
function barsOf(svg: string): Bar[] {
  const form =
    /^<text [^>]*text-anchor="end">(.*)<\/text><rect class="(\w+)" .*width="([\d.]+)".*<text [^>]*>(.*)<\/text>$/gm;
  return [...svg.matchAll(form)].map(([, name = '', kind = '', width, figure = '']) => ({
    kind,
    name,
    width: Number(width),
    figure,
  }));
}

const drawn = chart(
  [
    {
      title: 'Cost',
      how: '',
      columns: ['a', 'b'],
      rows: [
        { name: 'tor-smtp, resident', figures: [1, 50] },
        { name: 'a <b> & c', figures: [2, 200] },
        { name: 'a node (floor)', figures: [3, 100] },
        { name: 'no figure (limit)', figures: [4, undefined] },
      ],
      goals: [],
      charts: [{ column: 1, title: 'b, less is better' }],
    },
  ],
  'two cores',
);

it('a bar is as long as its figure says, and there is none without a figure', () => {
  const [ours, peer, bound, ...more] = barsOf(drawn);
  assert.ok(ours && peer && bound && more.length === 0);
  assert.equal(ours.width * 4, peer.width);
  assert.equal(bound.width * 2, peer.width);
  assert.deepEqual([ours.figure, peer.figure, bound.figure], ['50', '200', '100']);
});

it('ours, the others and the bounds have colours of their own, light and dark', () => {
  assert.deepEqual(
    barsOf(drawn).map(({ kind }) => kind),
    ['ours', 'peer', 'bound'],
  );
  const [light = '', dark = ''] = drawn.split('prefers-color-scheme: dark');
  for (const kind of ['ours', 'peer', 'bound']) {
    const colour = new RegExp(`\\.${kind} { fill: (#\\w{6}); }`);
    assert.notEqual(colour.exec(light)?.[1], colour.exec(dark)?.[1]);
  }
  assert.doesNotMatch(drawn.replace(/<style>.*<\/style>/s, ''), /fill=|#[0-9a-f]{6}/);
});

it('a name is text, whatever is in it', () => {
  assert.match(drawn, />a &#60;b&#62; &#38; c</);
});

it('the chart in the repository and the tables beside it are of the same run', () => {
  const [svg, readme] = ['chart.svg', 'README.md'].map((file) =>
    readFileSync(resolve(root, 'test/bench', file), 'utf8'),
  );
  const bars = barsOf(svg ?? '');
  const rows = (readme ?? '').split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  assert.ok(bars.length > 30);
  for (const { name, figure } of bars) {
    const found = rows.some(([, row, ...figures]) => row === name && figures.includes(figure));
    assert.ok(found, `no table has ${figure} for ${name}`);
  }
  const machine = readme?.match(/^<!-- machine -->\n\n(.+)$/m)?.[1];
  assert.ok(machine && svg?.includes(`>${machine}<`), 'the machine of the chart is another one');
});
