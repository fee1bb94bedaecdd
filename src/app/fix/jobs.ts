/** What a fix has to do: which failures, in which order, and the steps of it. */

import type { Planned } from '#app/run/tools.ts';
import type { AuditResult, Result } from '#audit/result.ts';
import type { FixGroup } from '#mesh/events.ts';
import { irreversibleOf } from '#mesh/plan/step-kinds.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { planMend } from '#mesh/remedy/plan.ts';
import type { Wanted } from '#mesh/remedy/remedy.ts';

/** One failure, and what would put it right: nothing, where that is done by hand. */
export interface Job {
  readonly result: Result;
  readonly wants: readonly Wanted[];
}

/** What the operator is asked about at once. */
export interface Group {
  readonly jobs: readonly Job[];
  readonly plan: Plan;
  /** What to say of it. */
  readonly face: FixGroup;
}

/** @param ids checks or families; everything that fails when empty */
export function jobsOf(
  { results }: AuditResult,
  ids: readonly string[],
  wants: (result: Result) => readonly Wanted[],
): readonly Job[] {
  return results
    .filter(({ status, check }) => status === 'fail' && isNamed(check, ids))
    .map((result) => ({ result, wants: result.remedy.risk === 'guidance' ? [] : wants(result) }));
}

/** Failures that somebody answers for: nothing is done about them. */
export function waivedOf({ results }: AuditResult, ids: readonly string[]): readonly Result[] {
  return results.filter(({ status, check }) => status === 'waived' && isNamed(check, ids));
}

const isNamed = (check: string, ids: readonly string[]): boolean =>
  ids.length === 0 || ids.some((id) => check === id || check.startsWith(`${id}.`));

/** All safe ones at once; then disruptive ones, one concentrator after the other. */
export function groupsOf(jobs: readonly Job[], planned: Planned, safeOnly: boolean): readonly Group[] {
  const mendable = jobs.filter(({ wants }) => wants.length > 0);
  const safe = mendable.filter(({ result }) => result.remedy.risk === 'safe');
  const risky = safeOnly ? [] : mendable.filter(({ result }) => result.remedy.risk === 'disruptive');
  const places = [...new Set(risky.map(placeOf))].toSorted();
  const all = [
    { jobs: safe, risk: 'safe' as const, place: null },
    ...places.map((place) => ({
      jobs: risky.filter((job) => placeOf(job) === place),
      risk: 'disruptive' as const,
      place,
    })),
  ].filter((one) => one.jobs.length > 0);
  const run = wantsOf(all.flatMap((one) => one.jobs));
  return all.map(({ jobs: some, risk, place }) => {
    const plan = planMend(planned.mesh, planned.plan, wantsOf(some), risk, run);
    const checks = [...new Set(some.map(({ result }) => result.check))];
    const stays = plan.steps.flatMap((step) => irreversibleOf(step) ?? []);
    return { jobs: some, plan, face: { risk, place, checks, stays } };
  });
}

/** Whether anything comes of it: what apply would have done there may stand in its own way. */
export function hasSteps({ wants }: Job, { mesh, plan }: Planned): boolean {
  return planMend(mesh, plan, wants, 'safe').steps.length > 0;
}

const wantsOf = (jobs: readonly Job[]): readonly Wanted[] => jobs.flatMap(({ wants }) => wants);

const placeOf = ({ wants: [first] }: Job): string => first?.concentrator ?? first?.region ?? '';
