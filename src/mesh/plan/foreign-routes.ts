/** Routes of others to the mesh's networks: never replaced. */
import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import { OperatorError } from '#mesh/errors.ts';
import { tagKeys } from '#mesh/names.ts';
import type { ObservedRoute, ObservedRouteTable } from '#mesh/observed/observation.ts';
import { otherMeshesIn } from '#mesh/observed/other-meshes.ts';
import { stopPropagation } from './notes.ts';
import type { Planning } from './planning.ts';

/** @throws OperatorError for a route to one of the mesh's networks whose target is not an interface of the mesh */
export function refuseForeignRoute(
  planning: Planning,
  one: DesiredConcentrator,
  table: ObservedRouteTable,
  { destination, target, blackhole, propagated }: ObservedRoute,
): void {
  const { interfaces } = planning.region(one.region);
  if (interfaces.some(({ id, tags }) => id === target.id && tags[tagKeys.mesh] === planning.mesh.name)) return;
  const others = otherMeshesIn(planning.mesh, planning.observation, one.vpcId);
  const whose = others.length === 0 ? '' : `; in this VPC there is also mesh ${others.join(' and mesh ')}`;
  throw new OperatorError(
    `${table.id} in ${one.region} has a route to ${destination} that is not the mesh's (target ${target.id}${blackhole ? ', a blackhole' : ''}${whose})`,
    `${propagated === true ? `stop the propagation (${stopPropagation(one.region, table.id, target.id)})` : 'delete that route'} if the mesh should carry ${destination}, or exclude the table with \`routeTables: […]\``,
  );
}
