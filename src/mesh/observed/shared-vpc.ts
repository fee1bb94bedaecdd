/** VPCs that another account shares with this one: a participant can use their subnets, but cannot change routes. */

import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired-mesh.ts';
import { type Found, mergeObstacles, nothingFound } from '#mesh/plan/obstacle.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import type { MeshObservation } from './observation.ts';

/** VPC user guide, "Share your VPC subnets with other accounts": routes, ACLs and gateways are the owner's alone. */
export function sharedVpcFindings(mesh: DesiredMesh, observation: MeshObservation, plan: Plan): Found {
  const seen = new Set<string>();
  return mergeObstacles(
    mesh.concentrators.map((one) => {
      const owner = ownerOf(observation, one);
      if (owner === undefined || owner === observation.account || seen.has(one.vpcId)) return nothingFound;
      seen.add(one.vpcId);
      return findings(one, observation, plan, owner);
    }),
  );
}

function ownerOf({ regions }: MeshObservation, one: DesiredConcentrator): string | undefined {
  const region = regions.find((each) => each.region === one.region);
  return (
    region?.vpcs.find(({ id }) => id === one.vpcId)?.owner ??
    region?.subnets.find(({ id }) => id === one.subnetId)?.owner
  );
}

function findings(one: DesiredConcentrator, { account }: MeshObservation, plan: Plan, owner: string): Found {
  const tables = new Set(one.routeTableIds);
  const routes = plan.steps.filter(
    (step) => (step.kind === 'route.create' || step.kind === 'route.replace') && tables.has(step.tableId),
  );
  const what = `${one.vpcId} (${one.region}) belongs to account ${owner}, which shares it with this one (${account})`;
  if (routes.length > 0) {
    return {
      obstacles: [
        {
          what: `${what}; only the owner can create the ${counted(routes.length, 'route')} that the mesh needs`,
          next: `run this with credentials of account ${owner}, or use another VPC`,
        },
      ],
      notes: [],
    };
  }
  const builds = plan.steps.some(({ concentrator, change }) => concentrator === one.name && change === 'create');
  return builds
    ? { obstacles: [], notes: [`${what}: only the owner can change its routes, network ACLs and gateways`] }
    : nothingFound;
}
