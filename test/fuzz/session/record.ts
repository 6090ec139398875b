/** A session as a transcript, while it is under way. */
export interface Record {
  /** A line as it stands. */
  line(text: string): void;
  /** What a party says or hears; a tail that has to be heard, too, and whatever it is, may follow as `*`. */
  said(party: 'client' | 'server', mark: '>' | '<', octets: string): void;
  octets(mark: '>' | '<', octets: string): void;
  /** The whole of it. */
  text(purpose: string, options: string, map: readonly string[]): string;
}

export function openRecord(): Record {
  // Hardly any is ever read.
  const lines: (() => string)[] = [];
  return {
    line: (text) => void lines.push(() => text),
    said: (party, mark, octets) => void (octets && lines.push(() => `${party} ${mark} ${written(octets)}`)),
    octets: (mark, octets) => void (octets && lines.push(() => `tor    ${mark} ${inHex(octets)}`)),
    text: (purpose, options, map) =>
      [
        `# ${purpose}`,
        '',
        ...(options ? [`options: ${options}`] : []),
        ...(map.length > 0 ? [`map: ${written(map.map((line) => `${line}\n`).join(''))}`] : []),
        'only as is: a session found by chance',
        '',
        ...lines.map((line) => line()),
        'exit   0',
        '',
      ].join('\n'),
  };
}

const inHex = (octets: string) =>
  (Buffer.from(octets, 'latin1').toString('hex').toUpperCase().match(/../g) ?? []).join(' ');

/** As transcripts have it: what means something there is escaped, and so is a space at the edge. */
function written(octets: string): string {
  const escaped = octets.replace(/[^ -~]|[\\*${}[]|^ | $/g, (one) => {
    if (one === '\r') return '\\r';
    return one === '\n' ? '\\n' : `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return escaped.replace(/(\w)\1{40,}/g, (run, one, at) =>
    /\\x?.?$/.test(escaped.slice(Math.max(0, at - 3), at)) ? run : `{${one}*${run.length}}`,
  );
}
