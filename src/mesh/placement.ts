/** The placement of a concentrator: its subnet. */

import type {
  ObservedInterface,
  ObservedRouteTable,
  ObservedSubnet,
  RegionObservation,
} from '#mesh/observed/observation.ts';
import { tagKeys } from './names.ts';

/** A subnet's effective route table: its own, or the VPC's main table. */
export function effectiveTable(
  region: Pick<RegionObservation, 'routeTables'>,
  vpcId: string,
  subnetId: string,
): ObservedRouteTable | undefined {
  const tables = region.routeTables.filter((table) => table.vpcId === vpcId);
  return tables.find((table) => table.subnetIds.includes(subnetId)) ?? tables.find((table) => table.main);
}

/** Public: the effective route table sends 0.0.0.0/0 to an Internet gateway. */
export function isPublic(region: Pick<RegionObservation, 'routeTables'>, vpcId: string, subnetId: string): boolean {
  const routes = effectiveTable(region, vpcId, subnetId)?.routes ?? [];
  return routes.some(
    ({ destination, target, blackhole }) =>
      destination === '0.0.0.0/0' && target.kind === 'gateway' && target.id.startsWith('igw-') && !blackhole,
  );
}

export interface Wish {
  readonly mesh: string;
  readonly concentrator: string;
  readonly vpcId: string;
  /** Subnets that the spec lists; undefined where it lists none. */
  readonly allowed: readonly string[] | undefined;
  readonly instanceType: string;
  readonly region: RegionObservation;
}

/**
 * The subnet of the existing interface, which cannot move, unless it has no instance and cannot (or should not) get one
 * there; otherwise the first suitable public subnet, by zone and id.
 */
export function chooseSubnet(wish: Wish): string | undefined {
  const { allowed, region } = wish;
  const there = standingInterface(wish);
  const at = region.subnets.find(({ id }) => id === there?.subnetId);
  if (there?.instanceId !== undefined) return there.subnetId;
  const listed = there !== undefined && (allowed === undefined || allowed.includes(there.subnetId));
  // The interface already has its address, so a full subnet does not matter.
  if (listed && (at === undefined || placeFault(wish, at) === undefined)) return there.subnetId;
  return publicSubnets(wish).find((subnet) => subnetFault(wish, subnet) === undefined)?.id;
}

function standingInterface({ mesh, concentrator, vpcId, region }: Wish): ObservedInterface | undefined {
  const own = region.interfaces.filter(
    (one) => one.vpcId === vpcId && one.tags[tagKeys.mesh] === mesh && one.tags[tagKeys.concentrator] === concentrator,
  );
  return own.find(({ instanceId }) => instanceId !== undefined) ?? own[0];
}

function publicSubnets({ vpcId, allowed, region }: Omit<Wish, 'mesh' | 'concentrator'>): readonly ObservedSubnet[] {
  return region.subnets
    .filter((subnet) => subnet.vpcId === vpcId && (allowed === undefined || allowed.includes(subnet.id)))
    .filter((subnet) => isPublic(region, vpcId, subnet.id))
    .toSorted((a, b) => (`${a.zone} ${a.id}` < `${b.zone} ${b.id}` ? -1 : 1));
}

interface Asked {
  readonly instanceType: string;
  readonly region: Pick<RegionObservation, 'region' | 'zones' | 'offeredIn'>;
}

/** Why the subnet's zone cannot launch that instance type; undefined if it can, or if unknown. */
function zoneFault({ instanceType, region }: Asked, { zone }: ObservedSubnet): string | undefined {
  const known = region.zones?.find(({ name }) => name === zone);
  const type = known?.type ?? typeByName(region.region, zone);
  if (type !== 'availability-zone') return `${zone} is not an availability zone (${type})`;
  if (known?.state === 'unavailable') return `${zone} is unavailable`;
  const offered = region.offeredIn?.[instanceType] ?? [];
  // A type that no zone offers does not exist in this region: the lookup of its image says so.
  if (offered.length === 0 || offered.includes(zone)) return undefined;
  return `${zone} does not offer ${instanceType} (${offered.join(', ')} do)`;
}

/** If the type could not be read: availability zones are named region plus letter, `us-east-1a`; others are not. */
const typeByName = (region: string, zone: string): string =>
  /^[a-z]$/.test(zone.slice(region.length)) ? 'availability-zone' : 'by its name';

/** Why the subnet is unsuitable for an interface that already has its address. */
const placeFault = (asked: Asked, subnet: ObservedSubnet): string | undefined =>
  zoneFault(asked, subnet) ??
  (subnet.blocked?.certain === true ? `VPC Block Public Access (${subnet.blocked.mode}) blocks it` : undefined);

function subnetFault(asked: Asked, subnet: ObservedSubnet): string | undefined {
  if (subnet.state !== undefined) return `its state is ${subnet.state}`;
  return placeFault(asked, subnet) ?? (subnet.freeAddresses === 0 ? 'no free address' : undefined);
}

/** Why no concentrator can be placed in a public subnet, whatever its type; undefined if one can, or if unknown. */
export const standingFault = (region: string, subnet: ObservedSubnet): string | undefined =>
  subnetFault({ instanceType: '', region: { region } }, subnet);

/** The unsuitable public subnets, each with the reason. */
export function unfitSubnets(wish: Wish): readonly string[] {
  return publicSubnets(wish).flatMap((subnet) => {
    const fault = subnetFault(wish, subnet);
    return fault === undefined ? [] : [`${subnet.id}: ${fault}`];
  });
}

/** Suitable public subnets in the VPC's other zones, one per zone, whether or not the spec lists them. */
export function otherSubnets(
  wish: Pick<Wish, 'vpcId' | 'instanceType' | 'region'>,
  subnetId: string,
): readonly ObservedSubnet[] {
  const zone = wish.region.subnets.find(({ id }) => id === subnetId)?.zone;
  const fit = publicSubnets({ ...wish, allowed: undefined }).filter(
    (subnet) => subnet.zone !== zone && subnetFault(wish, subnet) === undefined,
  );
  return fit.filter((subnet, index) => fit.findIndex((other) => other.zone === subnet.zone) === index);
}
