/** What the reader of a plan should know besides its steps. */
import { contains } from '#mesh/cidr.ts';
import type { DesiredMesh } from '#mesh/desired.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import type { Planning } from './planning.ts';

export function unseenNotes(observation: MeshObservation): readonly string[] {
  return observation.unseen.map(
    ({ region, why }) =>
      `${region} could not be looked at (${why}): a member that left the mesh there would not be seen`,
  );
}

/** What would have told where an instance can be launched. */
export function unreadNotes({ regions }: MeshObservation): readonly string[] {
  return regions.flatMap(({ region, unread = [] }) =>
    unread.map(
      ({ action, why }) =>
        `${region}: which zones can have a concentrator could not be read (${action}: ${why}), so subnets are taken by zone and id`,
    ),
  );
}

/** What the spec says and a concentrator that stands does not follow by itself: an instance is not resized, an interface not moved. */
export function standstillNotes({ mesh, standing }: Pick<Planning, 'mesh' | 'standing'>): readonly string[] {
  return mesh.concentrators.flatMap(({ name, member, instanceType }) => {
    const { instance, interface: nic } = standing(name);
    const listed = subnetsOf(mesh, member);
    return [
      ...(instance === undefined || instance.instanceType === instanceType
        ? []
        : [
            `${name} runs on ${instance.instanceType}, the spec says ${instanceType}: an instance that stands is not resized; ` +
              `stop ${instance.id}, change its type and run apply, or terminate it and apply replaces it behind the same address`,
          ]),
      ...(nic === undefined || listed === undefined || listed.includes(nic.subnetId)
        ? []
        : [
            `${name} stands in ${nic.subnetId}, which the spec does not list: an interface cannot move; ` +
              'take the member out of the spec, apply, and put it in again to have it built anew',
          ]),
    ];
  });
}

/**
 * Routes inside a member's network that lead elsewhere: AWS takes the longest prefix, so they win over the mesh's route,
 * wherever they lead.
 */
export function detourNotes({
  mesh,
  region,
  standing,
}: Pick<Planning, 'mesh' | 'region' | 'standing'>): readonly string[] {
  return mesh.concentrators.flatMap((one) => {
    const own = standing(one.name).interface?.id;
    return region(one.region)
      .routeTables.filter(({ id }) => one.routeTableIds.includes(id))
      .flatMap((table) =>
        table.routes.flatMap(({ destination, target, blackhole, propagated }) => {
          const remote = one.remoteCidrs.find((cidr) => cidr !== destination && contains(cidr, destination));
          if (remote === undefined || target.kind === 'local' || target.id === own) return [];
          const where = blackhole ? `nowhere (${target.id}, a blackhole)` : target.id;
          return [
            `${table.id} in ${one.region} sends ${destination} to ${where}: AWS prefers it to the mesh's route for ${remote}, ` +
              `so traffic for it will not go through the mesh; ${propagated === true ? `stop its propagation (${stopPropagation(one.region, table.id, target.id)})` : 'delete that route'} if it should`,
          ];
        }),
      );
  });
}

/** What takes away a route that a virtual private gateway put there. */
export const stopPropagation = (region: string, tableId: string, gatewayId: string): string =>
  `\`aws ec2 disable-vgw-route-propagation --region ${region} --route-table-id ${tableId} --gateway-id ${gatewayId}\``;

/** What is in a prefix list is not looked at, and AWS prefers whatever in it is longer. */
export function prefixListNotes({ mesh, region }: Pick<Planning, 'mesh' | 'region'>): readonly string[] {
  return mesh.concentrators.flatMap((one) =>
    region(one.region)
      .routeTables.filter(({ id }) => one.routeTableIds.includes(id))
      .flatMap(({ id, prefixLists = [] }) =>
        prefixLists.map(
          (list) =>
            `${id} in ${one.region} routes the prefix list ${list.id} to ${list.target}, and what is in that list was not looked at: ` +
            `a part of a remote network would go there and not through the mesh; see \`aws ec2 get-managed-prefix-list-entries --region ${one.region} --prefix-list-id ${list.id}\``,
        ),
      ),
  );
}

function subnetsOf({ spec }: DesiredMesh, member: string): readonly string[] | undefined {
  return spec.members.find((one) => (one.name ?? one.region) === member)?.subnets;
}
