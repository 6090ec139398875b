/** The text of a file, in latin1 so that no octet changes; none if there is no file. */
export type Text = string | undefined;

/** What a change put into a file, so that it can be taken out of it again when somebody has edited the file since. */
export type TakeOut =
  | { readonly kind: 'file' }
  | { readonly kind: 'lines'; readonly lines: readonly string[]; readonly marked: boolean }
  | { readonly kind: 'words'; readonly key: string; readonly words: readonly string[] }
  | { readonly kind: 'line'; readonly ours: string; readonly theirs: string };

export interface Changed {
  readonly text: string;
  readonly takeOut: TakeOut;
}

/** Makes the change; none if the text has it already. */
export type Change = (text: Text) => Changed | undefined;

/** The file is all ours, and says this. */
export function whole(contents: string): Change {
  return (text) => (text === contents ? undefined : { text: contents, takeOut: { kind: 'file' } });
}

/** A line becomes another: the first that matches. Where none does, or is as it should be, nothing is to do. */
export function replaced(pattern: RegExp, replace: (line: string) => string): Change {
  return (text = '') => {
    const theirs = text.split('\n').find((line) => pattern.test(line));
    if (theirs === undefined) return undefined;
    const ours = replace(theirs);
    if (ours === theirs) return undefined;
    return { text: swap(text, theirs, ours), takeOut: { kind: 'line', ours, theirs } };
  };
}

/** The first of these lines replaced. */
export function swap(text: string, line: string, by: string): string {
  const lines = text.split('\n');
  const at = lines.indexOf(line);
  if (at >= 0) lines[at] = by;
  return lines.join('\n');
}
