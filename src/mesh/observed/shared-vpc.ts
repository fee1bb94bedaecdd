/** VPCs that another account shares with this one: a participant may stand in their subnets, and changes no route. */
import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired.ts';
import { type Found, mergeObstacles, nothingFound } from '#mesh/plan/obstacles.ts';
import type { Plan } from '#mesh/plan/steps.ts';
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
          what: `${what}, and only its owner may make routes in it, of which the mesh needs ${routes.length}`,
          next: `run this with credentials of account ${owner}, or take another VPC`,
        },
      ],
      notes: [],
    };
  }
  const builds = plan.steps.some(({ concentrator, change }) => concentrator === one.name && change === 'create');
  return builds
    ? { obstacles: [], notes: [`${what}: its routes, network ACLs and gateways are its owner's to change`] }
    : nothingFound;
}
