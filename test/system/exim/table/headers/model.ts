/*
 * What leaves of an onion sender's header, said a second time and in another language than the shipped transport's: field
 * by field, without a regular expression that could have the same gap.
 */

const KEPT = new Set([
  'from',
  'to',
  'cc',
  'reply-to',
  'subject',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-language',
  'content-description',
  'in-reply-to',
  'references',
]);
const IDS = new Set(['in-reply-to', 'references']);

export interface Field {
  /** All before the colon. */
  readonly name: string;
  /** Name, colon, value with its folds, last line end. */
  readonly text: string;
}

/** A header's fields; lines end with LF. */
export function fieldsOf(header: string): Field[] {
  const fields: Field[] = [];
  for (const line of header.split('\n').slice(0, -1)) {
    const last = fields.at(-1);
    if ((line.startsWith(' ') || line.startsWith('\t')) && last) {
      fields[fields.length - 1] = { ...last, text: `${last.text}${line}\n` };
    } else fields.push({ name: line.slice(0, Math.max(0, line.indexOf(':'))), text: `${line}\n` });
  }
  return fields;
}

/** Whether the domain of `<left@right>` is an onion's. */
function isOnionId(id: string): boolean {
  const domain = id.slice(id.lastIndexOf('@') + 1, -1).toLowerCase();
  return domain.endsWith('.onion') || domain.endsWith('.tor');
}

/** The ids in a field that holds ids with blanks, comments or words between them. */
export function idsIn(value: string): string[] {
  const ids: string[] = [];
  let depth = 0;
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '(') depth++;
    else if (value[at] === ')') depth = Math.max(0, depth - 1);
    else if (value[at] === '<' && depth === 0) {
      const end = value.indexOf('>', at);
      if (end < 0) break;
      ids.push(value.slice(at, end + 1));
      at = end;
    }
  }
  return ids;
}

/** A field with ids, whose blanks are no matter: the ids one by one. */
const withIds = (name: string, ids: readonly string[]) => `${name}: ${ids.join(' ')}\n`;

/** What has to leave of a header, after Date and Message-ID; ids are one blank apart. */
export function expectedHeader(header: string): string {
  let left = '';
  for (const { name, text } of fieldsOf(header)) {
    const lower = name.toLowerCase();
    if (!KEPT.has(lower)) continue;
    if (!IDS.has(lower)) left += text;
    else {
      const ids = idsIn(text.slice(name.length + 1)).filter(isOnionId);
      if (ids.length > 0) left += withIds(name, ids);
    }
  }
  return left;
}

/** The same header with the ids of each such field one blank apart; whatever else is in the field stays, for all to see. */
export function evenIds(header: string): string {
  return fieldsOf(header)
    .map(({ name, text }) =>
      IDS.has(name.toLowerCase())
        ? `${name}: ${text
            .slice(name.length + 1)
            .split(/\s+|(?<=>)(?=<)/)
            .filter(Boolean)
            .join(' ')}\n`
        : text,
    )
    .join('');
}
