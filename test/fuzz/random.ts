import { dayOrSeed, partOf, sampling } from '../support/sample.ts';

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

/** As many as `npm run test:fuzz` asks for, and as `npm test` does. */
const all = 1_000_000;
const few = 4_000;

/** Seeds for a property that has a `share` of what is asked for in all; each day others, unless a number is asked for. */
export type Seeds = (share: number) => readonly number[];

/** Called once in a test file, at its top. */
export function fuzzing(): Seeds {
  const asked = process.env.VPNMESH_FUZZ;
  const sample = sampling({ command: 'npm run test:fuzz', what: 'spoilt reports and answers', wish: asked });
  return (share) => {
    const part = asked === undefined ? undefined : partOf(asked);
    const whole = Math.round((asked === undefined || part !== undefined ? all : Number(asked)) * share);
    const count = part === undefined ? Math.round(Number(asked ?? few) * share) : Math.floor(whole / part.of);
    sample.took(count, whole);
    const turn = part?.index ?? (asked === undefined ? dayOrSeed() : 0);
    const from = (turn * count) % whole;
    return Array.from({ length: count }, (_, index) => from + index);
  };
}
