/** The plan, with everything that the operator needs to confirm it. */
import { planMesh } from '#app/build/apply.ts';
import { accountPreflight } from '#app/build/preflight.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import type { Planned as MeshPlan, Tools } from '#app/run/tools.ts';
import { formatProblem } from '#mesh/errors.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import type { Obstacle } from '#mesh/plan/obstacle.ts';
import { policyOfPlan } from '#mesh/plan/policy.ts';
import type { StepKind } from '#mesh/plan/steps.ts';
import { type Cost, costOf } from '#mesh/prices.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { tunnelsOf } from '#mesh/tunnels.ts';
import type { PlanView } from '#ui/model/messages.ts';

/** @returns also the observation */
export async function planInFull(
  parsed: ParsedSpec,
  tools: Tools,
): Promise<PlanView & { readonly observation: MeshObservation }> {
  const looked = await planMesh(parsed, tools, false);
  const account = await accountPreflight(tools.cloud, looked.mesh, looked.observation, looked.plan);
  return {
    ...inShort(looked, [...looked.obstacles, ...account.obstacles]),
    plan: { ...looked.plan, notes: [...parsed.warnings.map(formatProblem), ...looked.plan.notes, ...account.notes] },
    quotas: account.room ?? [],
    costs: costsOf(looked),
    observation: looked.observation,
  };
}

/** By the instance types of the spec, and existing ones. */
function costsOf({ mesh, observation, plan }: MeshPlan): { readonly more: Cost; readonly less: Cost } {
  const instances = observation.regions.flatMap((region) => region.instances);
  const made = plan.steps.flatMap((step) => (step.kind === 'instance.run' ? [step.concentrator] : []));
  const gone = plan.steps.flatMap((step) => (step.kind === 'instance.terminate' ? [step.instanceId] : []));
  const count = (kind: StepKind): number => plan.steps.filter((step) => step.kind === kind).length;
  const typeOf = (name: string): string => mesh.concentrators.find((one) => one.name === name)?.instanceType ?? '?';
  const typeWas = (instanceId: string): string => instances.find(({ id }) => id === instanceId)?.instanceType ?? '?';
  return {
    more: costOf(made.map(typeOf), count('address.allocate')),
    less: costOf(gone.map(typeWas), count('address.release')),
  };
}

export function inShort({ mesh, observation, plan }: MeshPlan, obstacles: readonly Obstacle[]): PlanView {
  const inventory = inventoryFrom(mesh, observation);
  return {
    plan,
    obstacles,
    members: mesh.concentrators.map(({ name, region, vpcId }) => ({
      name,
      region,
      vpcId,
      built: inventory.get(name).applied !== undefined,
    })),
    tunnels: tunnelsOf(mesh),
    quotas: [],
    policy: policyOfPlan(plan, mesh.spec.tags).split('\n'),
  };
}
