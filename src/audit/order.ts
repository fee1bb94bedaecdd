/** In which order people read results: by place, worst first. */
import { severities } from './check.ts';
import type { Result, Status } from './result.ts';

const statuses: readonly Status[] = ['fail', 'unknown', 'waived', 'not-applicable', 'pass'];

/** Where a result belongs: a concentrator, a region, or the mesh. */
export function placeOf({ resource }: Result): string {
  return resource.concentrator ?? resource.region ?? resource.id;
}

/** Failures before what is not known, worse before better, then by check and resource: the same facts give the same order. */
export function worstFirst(results: readonly Result[]): readonly Result[] {
  const rank = (one: Result): readonly [number, number] => [
    statuses.indexOf(one.status),
    severities.indexOf(one.severity),
  ];
  return results.toSorted((a, b) => {
    const [[statusA, severityA], [statusB, severityB]] = [rank(a), rank(b)];
    return (
      statusA - statusB || severityA - severityB || compare(a.check, b.check) || compare(a.resource.id, b.resource.id)
    );
  });
}

/** Places in the order of their worst result, then by name. */
export function byPlace(results: readonly Result[]): readonly (readonly [place: string, results: readonly Result[]])[] {
  const places = new Map<string, Result[]>();
  for (const result of worstFirst(results)) {
    const place = placeOf(result);
    places.set(place, [...(places.get(place) ?? []), result]);
  }
  return [...places];
}

/** How many could be judged, of those that apply: `63 of 70 evaluated`. */
export function evaluated(results: readonly Result[]): string {
  const apply = results.filter(({ status }) => status !== 'not-applicable');
  return `${apply.filter(({ status }) => status !== 'unknown').length} of ${apply.length} evaluated`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
