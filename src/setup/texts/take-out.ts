import { swap, type TakeOut, type Text } from './change.js';
import { withoutMarked } from './marked.js';
import { withoutWords } from './words.js';

/** A text that was edited since, without what is ours. A file that was ours is no text: it is moved out of the way. */
export function takenOut(text: string, takeOut: TakeOut): Text {
  switch (takeOut.kind) {
    case 'file':
      return undefined;
    case 'lines':
      if (takeOut.marked) return withoutMarked(text, takeOut.lines);
      return text
        .split('\n')
        .filter((line) => !takeOut.lines.includes(line))
        .join('\n');
    case 'words':
      return withoutWords(text, takeOut.key, takeOut.words);
    case 'line':
      return swap(text, takeOut.ours, takeOut.theirs);
  }
}
