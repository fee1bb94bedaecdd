/** The least-privilege IAM policy for a plan. A test compares it with the calls of a real apply. */
import { lease, observing, preflight } from '#mesh/policy/commands.ts';
import { allActionsOf } from './step-kinds.ts';
import type { Plan } from './steps.ts';

const reading = [...observing, ...preflight];

/** IAM actions, sorted. */
export function actionsOfPlan({ steps }: Plan): readonly string[] {
  const run = steps.length === 0 ? reading : [...reading, ...lease];
  return [...new Set([...run, ...steps.flatMap(allActionsOf)])].toSorted();
}

/** A policy document. It allows all resources: their ids do not exist before the run. */
export function policyOfPlan(plan: Plan): string {
  const Statement = [{ Sid: 'Vpnmesh', Effect: 'Allow', Action: actionsOfPlan(plan), Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
}
