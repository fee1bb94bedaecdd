/** What a plan needs on the operator's own machine. */

import { inventoryFrom } from '#app/run/inventory.ts';
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { visitedBy } from '#mesh/plan/totals.ts';
import type { LocalNeeds } from '#ports/local-files.ts';

/** A documentation address (RFC 5737), as a placeholder for a host that does not exist yet. */
const anyAddress = '192.0.2.1';

/** Undefined if the plan needs nothing there. */
export function localNeeds(mesh: DesiredMesh, observation: MeshObservation, plan: Plan): LocalNeeds | undefined {
  const imports = plan.steps.some(({ kind }) => kind === 'key.import');
  const visited = visitedBy(plan);
  if (!imports && visited.length === 0) return undefined;
  const inventory = inventoryFrom(mesh, observation);
  return { imports, addresses: [...new Set(visited.map((name) => inventory.get(name).address ?? anyAddress))] };
}
