/** What a plan will need of the operator's own machine. */

import { inventoryFrom } from '#app/run/inventory.ts';
import type { DesiredMesh } from '#mesh/desired.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { visitedBy } from '#mesh/plan/totals.ts';
import type { LocalNeeds } from '#ports/local-files.ts';

/** Nobody has it (RFC 5737): stands for the address of a host that is not made yet. */
const anyAddress = '192.0.2.1';

/** Undefined for a plan that needs nothing of it. */
export function localNeeds(mesh: DesiredMesh, observation: MeshObservation, plan: Plan): LocalNeeds | undefined {
  const imports = plan.steps.some(({ kind }) => kind === 'key.import');
  const visited = visitedBy(plan);
  if (!imports && visited.length === 0) return undefined;
  const inventory = inventoryFrom(mesh, observation);
  return { imports, addresses: [...new Set(visited.map((name) => inventory.get(name).address ?? anyAddress))] };
}
