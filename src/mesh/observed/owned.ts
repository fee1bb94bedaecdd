/** What of an observation belongs to a mesh, sorted by the concentrator it belongs to. */
import { tagKeys } from '#mesh/names.ts';
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

/** Where a concentrator stands: a name alone says nothing, since a member may move to another VPC and keep it. */
export interface ConcentratorLocation {
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
}

/** Everything that carries one concentrator's tags in one VPC, oldest pieces and doubles included. */
export interface OwnedConcentrator {
  readonly name: string;
  readonly region: string;
  /** Undefined for resources outside a VPC: addresses without an interface. */
  readonly vpcId: string | undefined;
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

/** All concentrators with any resource in the observed regions. */
export function ownedConcentrators(mesh: string, observation: MeshObservation): readonly OwnedConcentrator[] {
  return observation.regions.flatMap((region) => {
    const ours = <T extends Tagged>(all: readonly T[]): readonly T[] =>
      all.filter((one) => one.tags[tagKeys.mesh] === mesh && one.tags[tagKeys.concentrator] !== undefined);
    const interfaces = ours(region.interfaces);
    const vpcOf = (address: ObservedAddress): string | undefined =>
      interfaces.find(({ id }) => id === address.interfaceId)?.vpcId;
    const groups = ours(region.groups);
    const addresses = ours(region.addresses).map((one) => ({ one, vpcId: vpcOf(one), tags: one.tags }));
    const instances = ours(region.instances).filter(({ state }) => state !== 'terminated');
    const places = new Map(
      [...groups, ...interfaces, ...addresses, ...instances].map(({ tags, vpcId }) => {
        const name = tags[tagKeys.concentrator] ?? '';
        return [`${name} ${vpcId ?? ''}`, { name, vpcId }] as const;
      }),
    );
    return [...places.keys()].toSorted().flatMap((key) => {
      const place = places.get(key);
      if (place === undefined) return [];
      const here = <T extends Tagged & { readonly vpcId?: string | undefined }>(all: readonly T[]): readonly T[] =>
        all.filter((one) => one.tags[tagKeys.concentrator] === place.name && one.vpcId === place.vpcId);
      return {
        ...place,
        region: region.region,
        groups: here(groups),
        interfaces: here(interfaces),
        addresses: here(addresses).map(({ one }) => one),
        instances: here(instances),
      };
    });
  });
}

/** True for resources in that VPC, and for the concentrator's address while it has no interface. */
export function belongsTo({ name, region, vpcId }: ConcentratorLocation, one: OwnedConcentrator): boolean {
  return one.name === name && one.region === region && (one.vpcId === vpcId || one.vpcId === undefined);
}

/** All that belongs to the place, in one. */
export function ownedAt(place: ConcentratorLocation, owned: readonly OwnedConcentrator[]): OwnedConcentrator {
  const parts = owned.filter((one) => belongsTo(place, one));
  return {
    ...place,
    groups: parts.flatMap(({ groups }) => groups),
    interfaces: parts.flatMap(({ interfaces }) => interfaces),
    addresses: parts.flatMap(({ addresses }) => addresses),
    instances: parts.flatMap(({ instances }) => instances),
  };
}

/** The parts of a concentrator that are in use; everything else is left over. */
export interface ConcentratorInUse {
  readonly groups: readonly ObservedGroup[];
  readonly interface?: ObservedInterface;
  readonly address?: ObservedAddress;
  readonly instance?: ObservedInstance;
}

const alive = new Set(['pending', 'running', 'stopping', 'stopped']);

/**
 * The parts in use: the interface, the instance on it, and the address associated with it.
 * @param subnetId the desired subnet: an interface elsewhere without an instance is not in use
 */
export function inUse(
  { groups, interfaces, addresses, instances }: OwnedConcentrator,
  subnetId?: string,
): ConcentratorInUse {
  const live = instances.filter(({ state }) => alive.has(state));
  const nic =
    interfaces.find(({ id }) => live.some(({ interfaceIds }) => interfaceIds.includes(id))) ??
    interfaces.find((one) => subnetId === undefined || one.subnetId === subnetId);
  const instance = live.find(({ interfaceIds }) => nic !== undefined && interfaceIds.includes(nic.id));
  const address =
    addresses.find(({ interfaceId }) => nic !== undefined && interfaceId === nic.id) ??
    addresses.find(({ interfaceId }) => interfaceId === undefined) ??
    addresses[0];
  return {
    groups,
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
