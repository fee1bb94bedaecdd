/** The order of results: by place, worst first. */
import { severities } from './check.ts';
import type { Result, Status } from './result.ts';

const statuses: readonly Status[] = ['fail', 'unknown', 'waived', 'not-applicable', 'pass'];

/** The place of a result: a concentrator, a region, or the mesh. */
export function locationOf({ resource }: Result): string {
  return resource.concentrator ?? resource.region ?? resource.id;
}

/** Failures before unknowns, worse first, then by check and resource: the same facts give the same order. */
export function worstFirst(results: readonly Result[]): readonly Result[] {
  const rank = ({ status }: Result): number => statuses.indexOf(status);
  return results.toSorted((a, b) => rank(a) - rank(b) || compareFindings(a, b));
}

/** Worse first, then by check and resource. */
export function compareFindings(
  a: Pick<Result, 'severity' | 'check' | 'resource'>,
  b: Pick<Result, 'severity' | 'check' | 'resource'>,
): number {
  const bySeverity = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  return bySeverity || compare(a.check, b.check) || compare(a.resource.id, b.resource.id);
}

/** Places in the order of their worst result, then by name. */
export function byPlace(results: readonly Result[]): readonly (readonly [place: string, results: readonly Result[]])[] {
  const places = new Map<string, Result[]>();
  for (const result of worstFirst(results)) {
    const place = locationOf(result);
    places.set(place, [...(places.get(place) ?? []), result]);
  }
  return [...places];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
