/** The destroy use case: removes everything that the mesh created, in every region, and nothing else. */

import { closeOverdueSsh } from '#app/hosts/expired-ssh.ts';
import { observeMesh } from '#app/run/observe.ts';
import type { Tools } from '#app/run/tools.ts';
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import type { StepReport } from '#mesh/events.ts';
import { logGroupName } from '#mesh/names.ts';
import { planDestroy } from '#mesh/plan/destroy.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { runPlan } from './run-plan.ts';

export interface Destroyed {
  readonly plan: Plan;
  readonly reports: readonly StepReport[];
  readonly carriedOut: boolean;
  /** Something may remain, because it could not be read. */
  readonly incomplete: boolean;
}

export async function destroyMesh(
  parsed: ParsedSpec,
  tools: Tools,
  options: { readonly deleteLogs: boolean },
): Promise<Destroyed> {
  const { spec } = parsed;
  tools.operator.notify({ type: 'phase', text: `looking for all resources of mesh ${spec.mesh}` });
  const observation = await observeMesh(tools.cloud, parsed, { thorough: true });
  await closeOverdueSsh(tools, observation);
  const logGroup = logGroupName(spec.mesh, spec.logs.group);
  const plan = planDestroy(spec.mesh, observation, { ...options, logGroup });
  const incomplete = observation.unseen.length > 0 && observation.iam.role !== undefined;
  tools.operator.notify({ type: 'plan', plan, purpose: 'destroy' });
  if (plan.steps.length === 0) return { plan, reports: [], carriedOut: true, incomplete };
  if (!(await tools.operator.ask({ type: 'destroy', mesh: spec.mesh, plan, default: false }))) {
    return { plan, reports: [], carriedOut: false, incomplete };
  }
  // Destroy only needs the steps: the VPCs may be gone, and the spec may no longer be valid.
  const mesh: DesiredMesh = { name: spec.mesh, spec, logGroup, cidrs: [], concentrators: [] };
  const again = async (): Promise<Plan> =>
    planDestroy(spec.mesh, await observeMesh(tools.cloud, parsed, { thorough: true }), { ...options, logGroup });
  const { reports } = await runPlan({ mesh, observation, plan }, tools, { again });
  return { plan, reports, carriedOut: true, incomplete };
}
