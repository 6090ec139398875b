import { type Change, replaced } from './change.js';
import { appended } from './marked.js';

/*
 * Macros in a file of Exim's: NAME = value, or NAME == value where it has another one already.
 */

const partsOf = (name: string) => new RegExp(`^([ \\t]*${name}[ \\t]*==?[ \\t]*)(.*?)[ \\t]*$`, 'm');

/** What a text sets the macro to; none if it does not. */
export function macroIn(text: string, name: string): string | undefined {
  return text.match(partsOf(name))?.[2];
}

/** The macro has this value: in the line that sets it, or in one at the end. */
export function macro(name: string, value: string): Change {
  return (text = '') => {
    if (macroIn(text, name) === undefined) return appended([`${name} = ${value}`])(text);
    const set = partsOf(name);
    return replaced(set, (line) =>
      line.replace(set, (whole, lead: string, old: string) => (old === value ? whole : `${lead}${value}`)),
    )(text);
  };
}
