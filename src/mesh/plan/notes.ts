/** Notes on a plan besides its steps. */
import { contains } from '#mesh/cidr.ts';
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import type { MeshObservation, Unread } from '#mesh/observed/observation.ts';
import type { Planning } from './planning.ts';

export function unseenNotes(observation: MeshObservation): readonly string[] {
  return observation.unseen.map(
    ({ region, why }) => `${region} could not be read (${why}): a member that left the mesh there stays unnoticed`,
  );
}

const consequences: Readonly<Record<Unread['about'], readonly [what: string, so: string]>> = {
  zones: ['which zones offer the instance type', 'subnets are chosen by zone and id'],
  volumes: ['the volumes', 'their tags are not compared with the spec'],
};

/** Unreadable facts that a plan can do without. */
export function unreadNotes({ regions }: MeshObservation): readonly string[] {
  return regions.flatMap(({ region, unread = [] }) =>
    unread.map(({ about, action, why }) => {
      const [what, so] = consequences[about];
      return `${region}: could not read ${what} (${action}: ${why}), so ${so}`;
    }),
  );
}

/** Differences from the spec that apply does not change: it does not resize an instance or move an interface. */
export function standstillNotes({ mesh, standing }: Pick<Planning, 'mesh' | 'standing'>): readonly string[] {
  return mesh.concentrators.flatMap(({ name, member, instanceType }) => {
    const { instance, interface: nic } = standing(name);
    const listed = subnetsOf(mesh, member);
    return [
      ...(instance === undefined || instance.instanceType === instanceType
        ? []
        : [
            `${name} runs on ${instance.instanceType}, the spec says ${instanceType}: apply does not resize instances; ` +
              `stop ${instance.id}, change its type and run apply, or terminate it and apply replaces it behind the same address`,
          ]),
      ...(nic === undefined || listed === undefined || listed.includes(nic.subnetId)
        ? []
        : [
            `${name} is in ${nic.subnetId}, which the spec does not list: an interface cannot move; ` +
              'to rebuild it, remove the member from the spec, apply, add it again and apply',
          ]),
    ];
  });
}

/**
 * Routes to part of a remote network with another target: AWS uses the longest prefix, so they win over the mesh's route.
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
          const where = blackhole ? `${target.id}, a blackhole` : target.id;
          return [
            `${table.id} in ${one.region} sends ${destination} to ${where}: this prefix is longer than the mesh's route for ${remote}, ` +
              `so its traffic bypasses the mesh; ${propagated === true ? `stop its propagation (${stopPropagation(one.region, table.id, target.id)})` : 'delete that route'} if it should use the mesh`,
          ];
        }),
      );
  });
}

/** The command that stops a virtual private gateway from propagating a route. */
export const stopPropagation = (region: string, tableId: string, gatewayId: string): string =>
  `\`aws ec2 disable-vgw-route-propagation --region ${region} --route-table-id ${tableId} --gateway-id ${gatewayId}\``;

/** Prefix lists are not read; AWS prefers longer prefixes in them over the mesh's routes. */
export function prefixListNotes({ mesh, region }: Pick<Planning, 'mesh' | 'region'>): readonly string[] {
  return mesh.concentrators.flatMap((one) =>
    region(one.region)
      .routeTables.filter(({ id }) => one.routeTableIds.includes(id))
      .flatMap(({ id, prefixLists = [] }) =>
        prefixLists.map(
          (list) =>
            `${id} in ${one.region} routes the prefix list ${list.id} to ${list.target}, and vpnmesh does not read prefix lists: ` +
            `if it contains part of a remote network, that traffic bypasses the mesh; see \`aws ec2 get-managed-prefix-list-entries --region ${one.region} --prefix-list-id ${list.id}\``,
        ),
      ),
  );
}

function subnetsOf({ spec }: DesiredMesh, member: string): readonly string[] | undefined {
  return spec.members.find((one) => (one.name ?? one.region) === member)?.subnets;
}
