export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** Three significant digits, without an exponent. */
export function short(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(Math.abs(value) >= 1 ? 3 : 2)));
}

/** What was measured of each contender, a figure per round. */
export interface Samples<Key extends string> {
  add(name: string, figures: Partial<Record<Key, number>>): void;
  median(name: string, key: Key): number;
  /** The median of the rounds' ratios: what slowed the machine for a while has slowed both. */
  ratio(name: string, other: string, key: Key): number;
}

export function newSamples<Key extends string>(): Samples<Key> {
  const all = new Map<string, number[]>();
  const of = (name: string, key: Key) => all.get(`${key} ${name}`) ?? [];
  return {
    add(name, figures) {
      for (const [key, value] of Object.entries(figures) as [Key, number][]) {
        all.set(`${key} ${name}`, [...of(name, key), value]);
      }
    },
    median: (name, key) => median(of(name, key)),
    ratio(name, other, key) {
      const base = of(other, key);
      return median(of(name, key).map((value, round) => value / (base[round] ?? Number.NaN)));
    },
  };
}
