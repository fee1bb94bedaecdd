/** The least-privilege IAM policy for a plan. A test compares it with the calls of a real apply. */

import type { Tags } from '#mesh/names.ts';
import { lease, observing, preflight, tagReading } from '#mesh/policy/commands.ts';
import { allActionsOf } from './step-kinds.ts';
import type { Plan } from './steps.ts';

const reading = [...observing, ...preflight];

/** IAM actions, sorted. @param own the spec's tags, which a plan compares */
export function actionsOfPlan({ steps }: Plan, own: Tags = {}): readonly string[] {
  const run = [...reading, ...(Object.keys(own).length === 0 ? [] : tagReading), ...(steps.length === 0 ? [] : lease)];
  return [...new Set([...run, ...steps.flatMap(allActionsOf)])].toSorted();
}

/** A policy document. It allows all resources: their ids do not exist before the run. */
export function policyOfPlan(plan: Plan, own: Tags = {}): string {
  const Statement = [{ Sid: 'Vpnmesh', Effect: 'Allow', Action: actionsOfPlan(plan, own), Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
}
