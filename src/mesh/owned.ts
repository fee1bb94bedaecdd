/** What of an observation belongs to a mesh, sorted by the concentrator it belongs to. */
import { tagKeys } from './names.ts';
import type {
  MeshObservation,
  ObservedAddress,
  ObservedGroup,
  ObservedInstance,
  ObservedInterface,
  ObservedRouteTable,
  ObservedRule,
  RegionObservation,
} from './observation.ts';

/** Everything that carries one concentrator's tags, oldest pieces and doubles included. */
export interface OwnedConcentrator {
  readonly name: string;
  readonly region: string;
  readonly groups: readonly ObservedGroup[];
  readonly interfaces: readonly ObservedInterface[];
  readonly addresses: readonly ObservedAddress[];
  /** Those that still exist for AWS: terminated ones are left out. */
  readonly instances: readonly ObservedInstance[];
}

export interface OwnedRoute {
  readonly table: ObservedRouteTable;
  readonly destination: string;
  readonly interfaceId: string;
  readonly blackhole: boolean;
}

type Tagged = { readonly tags: Readonly<Record<string, string>> };

/** All concentrators that have left any trace in the observed regions. */
export function ownedConcentrators(mesh: string, observation: MeshObservation): readonly OwnedConcentrator[] {
  return observation.regions.flatMap((region) => {
    const ours = <T extends Tagged>(all: readonly T[]): readonly T[] =>
      all.filter((one) => one.tags[tagKeys.mesh] === mesh);
    const groups = ours(region.groups);
    const interfaces = ours(region.interfaces);
    const addresses = ours(region.addresses);
    const instances = ours(region.instances).filter(({ state }) => state !== 'terminated');
    const named = [...groups, ...interfaces, ...addresses, ...instances];
    const names = new Set(named.flatMap(({ tags }) => tags[tagKeys.concentrator] ?? []));
    const of = <T extends Tagged>(all: readonly T[], name: string): readonly T[] =>
      all.filter((one) => one.tags[tagKeys.concentrator] === name);
    return [...names].toSorted().map((name) => ({
      name,
      region: region.region,
      groups: of(groups, name),
      interfaces: of(interfaces, name),
      addresses: of(addresses, name),
      instances: of(instances, name),
    }));
  });
}

/** The parts of a concentrator that are in use; what is left over in `spare` belongs to nobody. */
export interface Standing {
  readonly groups: readonly ObservedGroup[];
  readonly interface?: ObservedInterface;
  readonly address?: ObservedAddress;
  readonly instance?: ObservedInstance;
}

const alive = new Set(['pending', 'running', 'stopping', 'stopped']);

/** What of the owned parts serves: the instance on the interface, the address associated with it. */
export function standing(owned: OwnedConcentrator | undefined): Standing {
  if (owned === undefined) return { groups: [] };
  const live = owned.instances.filter(({ state }) => alive.has(state));
  const nic =
    owned.interfaces.find(({ id }) => live.some(({ interfaceIds }) => interfaceIds.includes(id))) ??
    owned.interfaces[0];
  const instance = live.find(({ interfaceIds }) => nic !== undefined && interfaceIds.includes(nic.id));
  const address =
    owned.addresses.find(({ interfaceId }) => nic !== undefined && interfaceId === nic.id) ??
    owned.addresses.find(({ interfaceId }) => interfaceId === undefined) ??
    owned.addresses[0];
  return {
    groups: owned.groups,
    ...(nic === undefined ? {} : { interface: nic }),
    ...(address === undefined ? {} : { address }),
    ...(instance === undefined ? {} : { instance }),
  };
}

/** Routes whose target is one of the mesh's interfaces: routes cannot be tagged, this makes them ours. */
export function ownedRoutes(mesh: string, region: RegionObservation): readonly OwnedRoute[] {
  const ids = new Set(region.interfaces.filter((one) => one.tags[tagKeys.mesh] === mesh).map(({ id }) => id));
  return region.routeTables.flatMap((table) =>
    table.routes
      .filter(({ target }) => target.kind === 'interface' && ids.has(target.id))
      .map(({ destination, target, blackhole }) => ({ table, destination, interfaceId: target.id, blackhole })),
  );
}

/** Tagged rules in groups that are not the mesh's own. */
export function ownedServiceRules(mesh: string, region: RegionObservation): readonly ObservedRule[] {
  const own = new Set(region.groups.filter((one) => one.tags[tagKeys.mesh] === mesh).map(({ id }) => id));
  return region.rules.filter(({ groupId }) => !own.has(groupId));
}
