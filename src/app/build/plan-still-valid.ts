/** A plan is of the moment it was made in; before it is carried out, nobody may have changed what it was made of. */
import { OperatorError } from '#mesh/errors.ts';
import type { Plan } from '#mesh/plan/steps.ts';

/** @throws OperatorError when planning again gives another plan than the one that was agreed to */
export async function stillSo(plan: Plan, again: () => Promise<Plan>): Promise<void> {
  const now = await again();
  if (JSON.stringify(now.steps) === JSON.stringify(plan.steps)) return;
  throw new OperatorError(
    `mesh ${plan.mesh} has changed since this plan was made: somebody else worked on it, and nothing was done`,
    'run the same command again: it looks afresh',
  );
}
