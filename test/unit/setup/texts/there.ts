import assert from 'node:assert/strict';
import type { Change } from '../../../../src/setup/texts/change.js';
import { takenOut } from '../../../../src/setup/texts/take-out.js';

/** Makes a change, which must then hold, and takes it out again, from the text and from one that was edited since. */
export function there(
  change: Change,
  before: string | undefined,
  after: string,
  edited?: (text: string) => string,
) {
  const made = change(before);
  assert.equal(made?.text, after);
  assert.equal(change(after), undefined, 'it holds');
  if (made === undefined || before === undefined) return;
  assert.equal(takenOut(after, made.takeOut), before);
  if (edited) assert.equal(takenOut(edited(after), made.takeOut), edited(before));
}
