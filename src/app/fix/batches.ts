/** The work of a fix: failures, their order, and the steps. */

import type { Planned } from '#app/run/tools.ts';
import type { AuditResult, Result } from '#audit/result.ts';
import type { FixGroup } from '#mesh/events.ts';
import { irreversibleOf } from '#mesh/plan/step-kinds.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { planRemedies } from '#mesh/remedy/plan.ts';
import type { PlacedRemedy } from '#mesh/remedy/remedy.ts';

/** One failure and its remedies; none if the fix is manual. */
export interface Failure {
  readonly result: Result;
  readonly remedies: readonly PlacedRemedy[];
}

/** One question to the operator. */
export interface FixBatch {
  readonly failures: readonly Failure[];
  readonly plan: Plan;
  /** The batch's title. */
  readonly summary: FixGroup;
}

/** @param ids checks or families; all failures if empty */
export function failuresOf(
  { results }: AuditResult,
  ids: readonly string[],
  remedies: (result: Result) => readonly PlacedRemedy[],
): readonly Failure[] {
  return results
    .filter(({ status, check }) => status === 'fail' && isNamed(check, ids))
    .map((result) => ({ result, remedies: result.remedy.risk === 'guidance' ? [] : remedies(result) }));
}

/** Waived failures: nothing is done about them. */
export function waivedFailures({ results }: AuditResult, ids: readonly string[]): readonly Result[] {
  return results.filter(({ status, check }) => status === 'waived' && isNamed(check, ids));
}

/** @param ids checks or families; all when empty */
export const isNamed = (check: string, ids: readonly string[]): boolean =>
  ids.length === 0 || ids.some((id) => check === id || check.startsWith(`${id}.`));

/** All safe ones together; then disruptive ones, one concentrator after the other. */
export function batchesOf(failures: readonly Failure[], planned: Planned, safeOnly: boolean): readonly FixBatch[] {
  const fixable = failures.filter(({ remedies }) => remedies.length > 0);
  const safe = fixable.filter(({ result }) => result.remedy.risk === 'safe');
  const risky = safeOnly ? [] : fixable.filter(({ result }) => result.remedy.risk === 'disruptive');
  const places = [...new Set(risky.map(locationOf))].toSorted();
  const all = [
    { failures: safe, risk: 'safe' as const, place: null },
    ...places.map((place) => ({
      failures: risky.filter((failure) => locationOf(failure) === place),
      risk: 'disruptive' as const,
      place,
    })),
  ].filter((one) => one.failures.length > 0);
  const run = remediesOf(all.flatMap((one) => one.failures));
  return all.map(({ failures: some, risk, place }) => {
    const plan = planRemedies(planned.mesh, planned.plan, remediesOf(some), risk, run);
    const checks = [...new Set(some.map(({ result }) => result.check))];
    const stays = plan.steps.flatMap((step) => irreversibleOf(step) ?? []);
    return { failures: some, plan, summary: { risk, place, checks, stays } };
  });
}

/** Whether the remedies give any step: apply's plan may be blocked. */
export function hasSteps({ remedies }: Failure, { mesh, plan }: Planned): boolean {
  return planRemedies(mesh, plan, remedies, 'safe').steps.length > 0;
}

const remediesOf = (failures: readonly Failure[]): readonly PlacedRemedy[] =>
  failures.flatMap(({ remedies }) => remedies);

const locationOf = ({ remedies: [first] }: Failure): string => first?.concentrator ?? first?.region ?? '';
