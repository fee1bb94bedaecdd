/** Mends at the place that a result is about. */
import type { Result } from '#audit/result.ts';
import type { Facts } from '#checks/subjects.ts';
import type { Mend, Wanted } from '#mesh/remedy/remedy.ts';

export type MendsOf = (result: Result, facts: Facts) => readonly Wanted[];

/** The same whatever was found. */
export function always(...mends: readonly Mend[]): MendsOf {
  return ({ resource }, facts) => at(facts, resource.concentrator, resource.region, mends);
}

/** @param concentrator undefined for what belongs to a region alone */
export function at(
  facts: Facts,
  concentrator: string | undefined,
  region: string | undefined,
  mends: readonly Mend[],
): readonly Wanted[] {
  const place = facts.concentrators.find(({ name }) => name === concentrator);
  const where = place?.region ?? region;
  if (where === undefined || mends.length === 0) return [];
  return [{ region: where, ...(place === undefined ? {} : { concentrator: place.name }), mends }];
}
