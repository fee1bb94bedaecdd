/** Chance that can be had again: a seed tells all that follows (mulberry32). */
export interface Random {
  /** 0 ≤ n < below. */
  int(below: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** One of a list that may be empty. */
  any<T>(from: readonly T[]): T | undefined;
}

export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const int = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
  return { int, pick: (from) => from[int(from.length)] ?? from[0], any: (from) => from[int(from.length)] };
}

/** How often a property is tried: `share` of what VPNMESH_FUZZ asks for in all, which is a few thousand when absent. */
export function times(share: number): number {
  return Math.round(Number(process.env.VPNMESH_FUZZ ?? 4_000) * share);
}
