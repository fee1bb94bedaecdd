/**
 * One root cause, one finding: what follows from a failure is told under it. Checks speak of topics, such as
 * `host us-east-1` or `tunnel us-east-1 us-west-2`: a failure explains some, and concerns some.
 */
import type { Consequence, Result } from './result.ts';

export interface Candidate {
  readonly result: Result;
  readonly topics: readonly string[];
  readonly explains: readonly string[];
}

/** The results that stand for themselves, with those they explain under them. */
export function absorb(candidates: readonly Candidate[]): readonly Result[] {
  const causes = candidates.map((one) => causeOf(one, candidates));
  const rootOf = (index: number, seen: ReadonlySet<number>): number => {
    const cause = causes[index];
    // Two that explain each other: the first in the order of the catalogue stands.
    if (cause === undefined) return index;
    if (seen.has(cause)) return Math.min(...seen, cause);
    return rootOf(cause, new Set([...seen, cause]));
  };
  const roots = candidates.map((_, index) => rootOf(index, new Set([index])));
  return candidates.flatMap(({ result }, index) => {
    if (roots[index] !== index) return [];
    const consequences = candidates.flatMap((other, at) =>
      at !== index && roots[at] === index ? [consequence(other.result)] : [],
    );
    return [consequences.length === 0 ? result : { ...result, consequences }];
  });
}

/** The first candidate that explains this one: a failure explains failures and what could not be read, an unknown only unknowns. */
function causeOf({ result, topics }: Candidate, all: readonly Candidate[]): number | undefined {
  if (result.status !== 'fail' && result.status !== 'unknown') return undefined;
  const found = all.findIndex(
    (other) =>
      other.result !== result &&
      (other.result.status === 'fail' || (other.result.status === 'unknown' && result.status === 'unknown')) &&
      other.explains.some((topic) => topics.includes(topic)),
  );
  return found < 0 ? undefined : found;
}

function consequence({ check, severity, resource, status, message }: Result): Consequence {
  return { check, severity, resource, status: status === 'fail' ? 'fail' : 'unknown', message };
}
