/**
 * A share of an exhaustive suite. Which share is told by VPNMESH_SEED: the cases are dealt out in turn, so that as many
 * seeds in a row as there are shares take every case. The whole of it is run by a command of its own; the end of a test
 * run (closing-reporter.ts) says how much was left to it.
 */
import { afterAll } from 'vitest';

/** What a test file took of its cases; it goes to the reporter with the file. */
export interface Share {
  readonly command: string;
  /** What is counted. */
  readonly what: string;
  readonly taken: number;
  readonly of: number;
}

declare module 'vitest' {
  interface TaskMeta {
    share?: Share;
  }
}

export interface Sampling {
  /** Runs all of it. */
  readonly command: string;
  readonly what: string;
  /** `all`, one part of so many as in `2/5`, or a part of names; a share when absent. */
  readonly wish: string | undefined;
}

export interface Sample {
  /** Some `count` of the cases. */
  some<T>(cases: readonly T[], count: number, nameOf: (one: T) => string): readonly T[];
  /** The bigger number where all is wished for, or the first of so many parts; otherwise the smaller one. */
  upTo(few: number, all: number): number;
  /** Somebody who counts for himself. */
  took(taken: number, of: number): void;
}

/** Called once in a test file, at its top. */
export function sampling({ command, what, wish }: Sampling): Sample {
  let taken = 0;
  let all = 0;
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the text of a hook what it is to be given
  afterAll(({}, { file }) => {
    file.meta.share = { command, what, taken, of: all };
  });
  const took = (part: number, whole: number): void => {
    taken += part;
    all += whole;
  };
  return {
    some: (cases, count, nameOf) => {
      const chosen = wish === undefined ? dealt(cases, count, dayOrSeed()) : named(cases, wish, nameOf);
      took(chosen.length, cases.length);
      return chosen;
    },
    upTo: (few, whole) => {
      const part = wish === undefined || partOf(wish)?.index ? few : whole;
      took(part, whole);
      return part;
    },
    took,
  };
}

/** Cases by a wish; parts of it are dealt out in turn. */
export function named<T>(cases: readonly T[], wish: string, nameOf: (one: T) => string): readonly T[] {
  if (wish === 'all') return cases;
  const part = partOf(wish);
  // Of fewer cases than parts one is taken all the same: a suite without a test fails.
  if (part !== undefined) {
    const of = Math.max(1, Math.min(part.of, cases.length));
    return cases.filter((_, at) => at % of === part.index % of);
  }
  return cases.filter((one) => nameOf(one).includes(wish));
}

/** Of `2/5`, counted from 0. */
export function partOf(wish: string): { readonly index: number; readonly of: number } | undefined {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(wish) ?? [];
  return of === undefined ? undefined : { index: (Number(index) - 1) % Number(of), of: Number(of) };
}

/** Every so many of them, from the seed on. */
export function dealt<T>(cases: readonly T[], count: number, seed: number): readonly T[] {
  const shares = Math.max(1, Math.ceil(cases.length / count));
  return cases.filter((_, index) => index % shares === seed % shares);
}

/** vitest.config.ts settles it for all files of a run. */
export const dayOrSeed = (): number => Number(process.env.VPNMESH_SEED ?? 0);
