/**
 * What a name server says of some names, by `TYPE name` in lower case: lines of an SRV record's four words, or one of the words
 * `signed` (the resolver vouches for the answer), `none` (there is no such name), `fault` (it cannot tell) and `silence`.
 */
export type Zone = ReadonlyMap<string, readonly string[]>;

/** The zone in a file of lines `TYPE name words`. */
export function parseZone(text: string): Zone {
  const zone = new Map<string, string[]>();
  for (const [, type = '', name = '', words = ''] of text.matchAll(/^(\S+) (\S+) (.*)$/gm)) {
    const key = keyOf(type, name);
    zone.set(key, [...(zone.get(key) ?? []), words]);
  }
  return zone;
}

const keyOf = (type: string, name: string) => `${type} ${name.toLowerCase()}`;

interface Records {
  /** RCODE, RFC 1035 section 4.1.1. */
  readonly code?: number;
  readonly signed?: boolean;
  readonly silent?: boolean;
  /** Undefined where the zone says nothing of the name. */
  readonly data?: readonly string[];
}

export function recordsOf(zone: Zone, type: string, name: string): Records {
  const lines = zone.get(keyOf(type, name));
  if (!lines) return {};
  const [code] = [lines.includes('none') && 3, lines.includes('fault') && 2].filter((each) => each !== false);
  return {
    ...(code !== undefined && { code }),
    signed: lines.includes('signed'),
    silent: lines.includes('silence'),
    data: lines.filter((line) => line.includes(' ')),
  };
}
