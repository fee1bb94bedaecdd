/** Taking away what the spec no longer calls for: members that left, and pieces that belong to nobody. */
import { belongsTo, ownedAt, standing } from './owned.ts';
import type { Planning } from './plan.ts';
import { keyRemoval, serviceRemoval } from './plan-destroy.ts';
import { hostStepId } from './plan-hosts.ts';
import { removal } from './removal.ts';
import type { Step } from './steps.ts';

/** Steps for concentrators that AWS has and the spec has no longer, in that place. */
export function departureSteps(planning: Planning, routes: readonly Step[]): readonly Step[] {
  const { mesh, observation, owned } = planning;
  const leaving = owned.filter((one) => !mesh.concentrators.some((place) => belongsTo(place, one)));
  // The others stop sending first, then the host goes.
  const after = mesh.concentrators.map(({ name }) => hostStepId(name, 'host.configure'));
  return observation.regions.flatMap((region) => {
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
}

/** Steps for doubles and left-overs of concentrators that stay: what serves is kept, the rest goes. */
export function spareSteps({ mesh, owned, ...planning }: Planning, routes: readonly Step[]): readonly Step[] {
  return mesh.concentrators.flatMap((place) => {
    const all = ownedAt(place, owned);
    const used = standing(all);
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
