import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Record } from '../../chaos/judge/record.js';
import { judge } from '../../chaos/judge/verdict.js';
import { temporaryFolder } from '../../support/folder.js';
import { hasFailed } from '../../support/outcome.js';
import { root } from '../../support/paths.js';
import { run } from '../../support/programs/command.js';

describe('a few messages in the chaos', () => {
  const { path: folder, discard } = temporaryFolder('chaos-test');
  const file = join(folder, 'record.json');
  let ended: Awaited<ReturnType<typeof run>>;
  let record: Record;
  before(async () => {
    const args = ['--messages', '10', '--minutes', '0.3', '--seed', '1', '--record', file];
    ended = await run(process.execPath, [resolve(root, 'build/test/chaos/chaos.js'), ...args]);
    record = JSON.parse(readFileSync(file, 'utf8'));
  });
  after(() => discard(hasFailed()));

  it('arrive, and the last line says so', () => {
    assert.equal(ended.code, 0, ended.output);
    const last = JSON.parse(ended.output.trimEnd().split('\n').at(-1) ?? '');
    assert.equal(last.messages, record.sent.length);
    assert.equal(last.once + last.doubled, last.messages);
    assert.ok(last.signals > 0, ended.output);
    assert.equal(last.holds, true);
  });

  /** The first message that is there once, and how to plant a fault into what was recorded of it. */
  function planted(plant: (copy: Record['copies'][number]) => readonly Record['copies'][number][]): Record {
    const of = (id: string) => record.copies.filter((copy) => copy.id === id);
    const only =
      record.copies.find(({ id }) => of(id).length === 1) ?? assert.fail('no message is there once');
    return { ...record, copies: record.copies.flatMap((copy) => (copy === only ? plant(copy) : [copy])) };
  }
  for (const [what, record, found] of [
    ['a lost one', () => planted(() => []), 'lost'],
    [
      'one at the wrong server',
      () => planted((copy) => [{ ...copy, server: copy.server === 'B' ? 'C' : 'B' }]),
      'wrong',
    ],
    ['a damaged one', () => planted((copy) => [{ ...copy, intact: false }]), 'damaged'],
    ['a double', () => planted((copy) => [copy, { ...copy, as: 'planted' }]), 'doubled'],
  ] as const) {
    it(`would have been found with ${what} among them`, () => {
      const { counts, holds } = judge(record());
      assert.ok(counts[found] > 0);
      assert.equal(holds, false);
    });
  }
});
