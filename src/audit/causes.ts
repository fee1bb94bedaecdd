/**
 * One root cause, one finding: its consequences are listed under it. Checks name topics, such as `host us-east-1` or
 * `tunnel us-east-1 us-west-2`, that a failure explains or depends on.
 */
import type { Consequence, Result } from './result.ts';

export interface Candidate {
  readonly result: Result;
  readonly topics: readonly string[];
  readonly explains: readonly string[];
}

/** Top-level results, with the results that they explain under them. */
export function absorb(candidates: readonly Candidate[]): readonly Result[] {
  const explainers = explainersOf(candidates);
  const causes = candidates.map((one, index) => causeOf(one, index, explainers));
  const rootOf = (index: number, seen: ReadonlySet<number>): number => {
    const cause = causes[index];
    // Of two that explain each other, the first in the catalogue's order stays.
    if (cause === undefined) return index;
    if (seen.has(cause)) return Math.min(...seen, cause);
    return rootOf(cause, new Set([...seen, cause]));
  };
  const under = new Map<number, Consequence[]>();
  const standing = candidates.flatMap(({ result }, index) => {
    const root = causes[index] === undefined ? index : rootOf(index, new Set([index]));
    if (root === index) return [[index, result] as const];
    const told = under.get(root) ?? [];
    told.push(consequence(result));
    under.set(root, told);
    return [];
  });
  return standing.map(([index, result]) => {
    const consequences = under.get(index);
    return consequences === undefined ? result : { ...result, consequences };
  });
}

/** Index by topic, in the catalogue's order: a mesh of a hundred has tens of thousands of candidates. */
type Explainers = ReadonlyMap<string, readonly { readonly index: number; readonly failing: boolean }[]>;

function explainersOf(candidates: readonly Candidate[]): Explainers {
  const all = new Map<string, { readonly index: number; readonly failing: boolean }[]>();
  for (const [index, { result, explains }] of candidates.entries()) {
    if (result.status !== 'fail' && result.status !== 'unknown') continue;
    for (const topic of explains) {
      const known = all.get(topic) ?? [];
      known.push({ index, failing: result.status === 'fail' });
      all.set(topic, known);
    }
  }
  return all;
}

/** The first candidate that explains this one: a failure explains failures and unknowns, an unknown only unknowns. */
function causeOf({ result, topics }: Candidate, own: number, explainers: Explainers): number | undefined {
  if (result.status !== 'fail' && result.status !== 'unknown') return undefined;
  const found = topics.flatMap((topic) => {
    const one = explainers
      .get(topic)
      ?.find(({ index, failing }) => index !== own && (failing || result.status === 'unknown'));
    return one === undefined ? [] : [one.index];
  });
  return found.length === 0 ? undefined : Math.min(...found);
}

function consequence({ check, severity, resource, status, message }: Result): Consequence {
  return { check, severity, resource, status: status === 'fail' ? 'fail' : 'unknown', message };
}
