/** The apply use case: observe, plan, ask, execute, verify. */

import { closeOverdueSsh } from '#app/hosts/expired-ssh.ts';
import { hostDigest } from '#app/hosts/host-input.ts';
import type { Verification } from '#app/hosts/verify.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import { observeMesh } from '#app/run/observe.ts';
import type { Planned, Tools } from '#app/run/tools.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Obstacle } from '#mesh/plan/obstacle.ts';
import { planApply } from '#mesh/plan/plan.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { localNeeds } from './local-needs.ts';
import { accountPreflight, networkPreflight, refuse } from './preflight.ts';
import { runPlan } from './run-plan.ts';

/** Observes and plans; changes nothing, except that it closes expired SSH. With `visitHosts` the plan visits every host, whatever its digest. */
export async function planMesh(
  parsed: ParsedSpec,
  tools: Pick<Tools, 'cloud' | 'clock' | 'operator' | 'localFaults'>,
  visitHosts = false,
): Promise<Planned & { readonly obstacles: readonly Obstacle[] }> {
  tools.operator.notify({ type: 'phase', text: `observing ${counted(parsed.spec.members.length, 'member')}` });
  const first = await observeAndPlan(parsed, tools, visitHosts);
  const changed = await closeOverdueSsh(tools, first.observation);
  const planned = changed.size === 0 ? first : await observeAndPlan(parsed, tools, visitHosts);
  const { mesh, observation, plan } = planned;
  const { obstacles: ahead, notes } = networkPreflight(mesh, observation, plan);
  const needs = localNeeds(mesh, observation, plan);
  const obstacles = [...((needs && (await tools.localFaults?.(needs))) ?? []), ...ahead];
  return { ...planned, obstacles, plan: { ...plan, notes: [...plan.notes, ...notes] } };
}

export async function observeAndPlan(
  parsed: ParsedSpec,
  { cloud, clock }: Pick<Tools, 'cloud' | 'clock'>,
  visitHosts: boolean,
): Promise<Planned> {
  const observation = await observeMesh(cloud, parsed, { comparesTags: true, launches: true });
  const mesh = resolveMesh(parsed, observation);
  const inventory = inventoryFrom(mesh, observation);
  const plan = planApply(mesh, observation, {
    now: clock.now(),
    visitAll: visitHosts,
    digest: (name) => hostDigest(mesh, name, (each) => inventory.get(each)),
  });
  return { mesh, observation, plan };
}

export interface Applied extends Planned {
  readonly reports: readonly StepReport[];
  readonly verification: Verification | undefined;
  /** False if the operator declined. */
  readonly carriedOut: boolean;
}

export async function applyMesh(parsed: ParsedSpec, tools: Tools, visitHosts: boolean): Promise<Applied> {
  const looked = await planMesh(parsed, tools, visitHosts);
  const { mesh, observation } = looked;
  const account = await accountPreflight(tools.cloud, mesh, observation, looked.plan);
  refuse([...looked.obstacles, ...account.obstacles]);
  const plan = { ...looked.plan, notes: [...looked.plan.notes, ...account.notes] };
  const planned = { ...looked, plan };
  tools.operator.notify({ type: 'plan', plan, purpose: 'build' });
  if (plan.steps.length === 0) return { ...planned, reports: [], verification: undefined, carriedOut: true };
  if (!(await tools.operator.ask({ type: 'carry-out', plan, default: false }))) {
    return { ...planned, reports: [], verification: undefined, carriedOut: false };
  }
  const again = async (): Promise<Plan> => (await observeAndPlan(parsed, tools, visitHosts)).plan;
  return { ...planned, ...(await runPlan(planned, tools, { again })), carriedOut: true };
}
