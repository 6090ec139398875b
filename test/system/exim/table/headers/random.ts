/** The same numbers for the same seed (mulberry32). */
export function random(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const times = <T>(least: number, most: number, make: (at: number) => T) =>
    Array.from({ length: least + below(most - least + 1) }, (_, at) => make(at));
  return { below, pick, times, chance: (share: number) => next() < share };
}
export type Random = ReturnType<typeof random>;
