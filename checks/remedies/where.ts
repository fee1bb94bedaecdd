/** Remedies at the result's concentrator or region. */
import type { Result } from '#audit/result.ts';
import type { Facts } from '#checks/subjects.ts';
import type { PlacedRemedy, RemedyAction } from '#mesh/remedy/remedy.ts';

export type RemediesOf = (result: Result, facts: Facts) => readonly PlacedRemedy[];

/** The same remedy whatever the check found. */
export function always(...actions: readonly RemedyAction[]): RemediesOf {
  return ({ resource }, facts) => at(facts, resource.concentrator, resource.region, actions);
}

/** @param concentrator undefined if the result is about a region only */
export function at(
  facts: Facts,
  concentrator: string | undefined,
  region: string | undefined,
  actions: readonly RemedyAction[],
): readonly PlacedRemedy[] {
  const place = facts.concentrators.find(({ name }) => name === concentrator);
  const where = place?.region ?? region;
  if (where === undefined || actions.length === 0) return [];
  return [{ region: where, ...(place === undefined ? {} : { concentrator: place.name }), actions }];
}
