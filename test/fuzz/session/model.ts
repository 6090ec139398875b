/** What RFC 5321 makes of octets (in latin1), told without the program's help. */

/** What a client gets one reply for: a line, or an overlong one. `text` has its line end; `end` is where the next one begins. */
export interface Unit {
  readonly text: string;
  readonly end: number;
}

const COMMAND_LINE = 512;
const REPLY_LINE = 2048;
const REPLY_LINES = 100;

/** Whether a connection begins with a control character: that is no command, whatever follows. */
export function isBinary(sent: string): boolean {
  const first = sent.charCodeAt(0);
  return first > 0 && first < 32 && !/^\s/.test(sent);
}

/** The unit that begins there, if it has come: it is a line of at most so many octets, or an overlong one. */
export function unitAt(sent: string, at: number, most: number): Unit | undefined {
  const lineEnd = sent.indexOf('\n', at);
  const end = lineEnd < 0 ? sent.length : lineEnd + 1;
  const isOverlong = end - at > most;
  if (lineEnd < 0 && !isOverlong) return undefined;
  return { text: isOverlong ? '' : sent.slice(at, end), end };
}

/** The units in what a client has sent so far. */
export function unitsOf(sent: string): Unit[] {
  if (isBinary(sent)) return [{ text: '', end: sent.length }];
  const units: Unit[] = [];
  for (let at = 0; at < sent.length; ) {
    const unit = unitAt(sent, at, COMMAND_LINE);
    if (!unit) break;
    units.push(unit);
    at = unit.end;
  }
  return units;
}

/** A server's reply, and where it ends; or that it has not ended yet, or is none. */
export type Said = { readonly code: number; readonly end: number } | 'unfinished' | 'none';

/** The reply at the beginning of what a server has said. */
export function replyOf(said: string): Said {
  let at = 0;
  for (let count = 1; ; count += 1) {
    const lineEnd = said.indexOf('\n', at);
    const end = lineEnd < 0 ? said.length : lineEnd + 1;
    if (end - at > REPLY_LINE) return 'none';
    if (lineEnd < 0) return 'unfinished';
    const [code, mark] = [
      said.slice(at, at + 3),
      said
        .slice(at + 3, lineEnd)
        .replace(/\r$/, '')
        .charAt(0),
    ];
    const isLike = /^[2-5][0-9][0-9]$/.test(code) && (mark === '' || mark === ' ' || mark === '-');
    if (!isLike || code !== said.slice(0, 3) || count > REPLY_LINES) return 'none';
    at = end;
    if (mark !== '-') return { code: Number(code), end };
  }
}

/** The first whole reply in what a client hears; undefined as long as there is none. */
export function firstReply(heard: string): string | undefined {
  return heard.match(/^(?:[^\n]{3}-[^\n]*\n)*(?:(?!...-)[^\n]*\n)/)?.[0];
}

/** Whether a client may hear that: each line a code, a text of printable ASCII or TAB, CRLF; of at most so many octets. */
export function isReply(text: string, most: number): boolean {
  const lines = text.split(/(?<=\n)/);
  return lines.every(
    (line) =>
      line.length <= most &&
      /^[2-5]\d\d(?:[ -][\t\x20-\x7e]*)?\r\n$/.test(line) &&
      line.slice(0, 3) === text.slice(0, 3),
  );
}
