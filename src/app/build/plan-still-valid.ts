/** A plan is valid for the state that it was made from; nobody may have changed that before it runs. */
import { OperatorError } from '#mesh/errors.ts';
import type { Plan } from '#mesh/plan/steps.ts';

/** @throws OperatorError if planning again gives another plan than the confirmed one */
export async function stillSo(plan: Plan, again: () => Promise<Plan>): Promise<void> {
  const now = await again();
  if (JSON.stringify(now.steps) === JSON.stringify(plan.steps)) return;
  throw new OperatorError(
    `mesh ${plan.mesh} has changed since this plan was made; nothing was done`,
    'run the same command again: it plans anew',
  );
}
