/** Removing members that left the spec, and left-over resources. */
import { meshResourceName } from '#mesh/names.ts';
import { belongsTo, inUse, ownedAt } from '#mesh/observed/owned.ts';
import { recordedRegions } from '#mesh/observed/region-record.ts';
import { regionsOf } from './account.ts';
import { hostStepId } from './hosts.ts';
import type { Planning } from './planning.ts';
import { removal } from './remove-concentrator.ts';
import { keyRemoval, serviceRemoval } from './remove-shared.ts';
import type { Step } from './steps.ts';

/** Steps for concentrators that exist in AWS but no longer in the spec, or not in that place. */
export function departureSteps(planning: Planning, routes: readonly Step[]): readonly Step[] {
  const { mesh, observation, owned } = planning;
  const leaving = owned.filter((one) => !mesh.concentrators.some((place) => belongsTo(place, one)));
  // The peers stop sending before the host is removed.
  const after = mesh.concentrators.map(({ name }) => hostStepId(name, 'host.configure'));
  const away = observation.regions.flatMap((region): readonly Step[] => {
    const kept = new Set(mesh.concentrators.filter((one) => one.region === region.region).map(({ vpcId }) => vpcId));
    const last = [
      ...serviceRemoval(mesh.name, region, kept),
      ...(kept.size === 0 ? keyRemoval(mesh.name, region) : []),
    ];
    const beforeGroup = last.map(({ id }) => id);
    return [
      ...last,
      ...leaving
        .filter((one) => one.region === region.region)
        .flatMap((one) => removal({ mesh: mesh.name, one, region, after, beforeGroup, routes })),
    ];
  });
  return [...away, ...forgetting(planning, away)];
}

/** Regions that the mesh has left, once they contain nothing of it. */
function forgetting({ mesh, observation }: Planning, away: readonly Step[]): readonly Step[] {
  const staying = regionsOf(mesh);
  const seen = observation.regions.map(({ region }) => region);
  const left = recordedRegions(observation.iam.role?.tags).filter(
    (region) => seen.includes(region) && !staying.includes(region),
  );
  if (left.length === 0) return [];
  return [
    {
      id: 'role-forget',
      kind: 'role.forget',
      concentrator: null,
      region: null,
      change: 'update',
      regions: left,
      describe: `role ${meshResourceName(mesh.name)}: the mesh is no longer in ${left.join(', ')}`,
      risk: 'safe',
      dependsOn: away.filter(({ region }) => region !== null && left.includes(region)).map(({ id }) => id),
    },
  ];
}

/** Steps that remove duplicates and left-overs of concentrators that stay. */
export function spareSteps({ mesh, owned, ...planning }: Planning, routes: readonly Step[]): readonly Step[] {
  return mesh.concentrators.flatMap((place) => {
    const all = ownedAt(place, owned);
    const used = inUse(all, place.subnetId);
    const { name, groupNames } = place;
    return removal({
      mesh: mesh.name,
      one: {
        ...all,
        groups: all.groups.filter((group) => !groupNames.includes(group.name)),
        interfaces: all.interfaces.filter(({ id }) => id !== used.interface?.id),
        addresses: all.addresses.filter(({ allocationId }) => allocationId !== used.address?.allocationId),
        instances: all.instances.filter(({ id, state }) => id !== used.instance?.id && state !== 'shutting-down'),
      },
      region: planning.region(place.region),
      after: [`${name}/interface-groups`, `${name}/associate`],
      routes,
    });
  });
}
