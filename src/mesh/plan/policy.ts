/** The least that an identity must be allowed for a plan, as an IAM policy. Held to what an apply really asks for by a test. */
import { lease, observing, preflight } from '#mesh/policy/commands.ts';
import { allActionsOf } from './step-kinds.ts';
import type { Plan } from './steps.ts';

const reading = [...observing, ...preflight];

/** Actions in IAM's words, sorted. */
export function actionsOfPlan({ steps }: Plan): readonly string[] {
  const run = steps.length === 0 ? reading : [...reading, ...lease];
  return [...new Set([...run, ...steps.flatMap(allActionsOf)])].toSorted();
}

/** A policy document. Resources are all: their ids do not exist before the plan is carried out. */
export function policyOfPlan(plan: Plan): string {
  const Statement = [{ Sid: 'Vpnmesh', Effect: 'Allow', Action: actionsOfPlan(plan), Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
}
