/** The plan, with all that a person wants to know of it before saying yes. */
import { type Planned as MeshPlan, planMesh, type Tools } from '#app/apply.ts';
import { knownFrom } from '#app/known.ts';
import { accountPreflight } from '#app/preflight.ts';
import { policyOfPlan } from '#mesh/apply-policy.ts';
import { tunnelsOf } from '#mesh/desired.ts';
import type { Obstacle } from '#mesh/obstacles.ts';
import type { ParsedSpec } from '#mesh/spec.ts';
import type { Planned } from '#ui/model/messages.ts';

export async function planInFull(parsed: ParsedSpec, tools: Tools): Promise<Planned> {
  const looked = await planMesh(parsed, tools, false);
  const account = await accountPreflight(tools.cloud, looked.mesh, looked.observation, looked.plan);
  return {
    ...inShort(looked, [...looked.obstacles, ...account.obstacles]),
    plan: { ...looked.plan, notes: [...looked.plan.notes, ...account.notes] },
    room: account.room ?? [],
  };
}

export function inShort({ mesh, observation, plan }: MeshPlan, obstacles: readonly Obstacle[]): Planned {
  const known = knownFrom(mesh, observation);
  return {
    plan,
    obstacles,
    members: mesh.concentrators.map(({ name, region, vpcId }) => ({
      name,
      region,
      vpcId,
      built: known.get(name).applied !== undefined,
    })),
    tunnels: tunnelsOf(mesh),
    room: [],
    policy: policyOfPlan(plan).split('\n'),
  };
}
