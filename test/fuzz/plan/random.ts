/** Numbers that follow from a seed. */
export interface Random {
  /** From 0 to `count` - 1. */
  below(count: number): number;
  /** True once in so many times. */
  oneIn(times: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** As pick, of what takes time to make. */
  one<T>(makers: readonly (() => T)[]): T;
  /** Octets of any value, in latin1. */
  octets(count: number): string;
}

/** The generator is splitmix32. */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed ^ 0x5bd1e995, 0x2c1b3c6d);
  function next(): number {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  }
  const below = (count: number) => next() % count;
  const pick = <T>(items: readonly T[]) => items[below(items.length)] as T;
  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick,
    one: (makers) => pick(makers)(),
    octets(count) {
      const octets = Buffer.allocUnsafe(count);
      for (let at = 0; at < count; at += 1) octets[at] = below(256);
      return octets.toString('latin1');
    },
  };
}
