/** In which subnet a concentrator stands. */
import { tagKeys } from './names.ts';
import type { ObservedRouteTable, RegionObservation } from './observation.ts';

/** The table in force for a subnet: its own, or the VPC's main one. */
export function effectiveTable(
  region: Pick<RegionObservation, 'routeTables'>,
  vpcId: string,
  subnetId: string,
): ObservedRouteTable | undefined {
  const tables = region.routeTables.filter((table) => table.vpcId === vpcId);
  return tables.find((table) => table.subnetIds.includes(subnetId)) ?? tables.find((table) => table.main);
}

/** Public: the table in force sends 0.0.0.0/0 to an Internet gateway. */
export function isPublic(region: Pick<RegionObservation, 'routeTables'>, vpcId: string, subnetId: string): boolean {
  const routes = effectiveTable(region, vpcId, subnetId)?.routes ?? [];
  return routes.some(
    ({ destination, target, blackhole }) =>
      destination === '0.0.0.0/0' && target.kind === 'gateway' && target.id.startsWith('igw-') && !blackhole,
  );
}

/** Where the concentrator's interface already is, for an interface cannot move; otherwise the first public subnet by zone and id. */
export function chooseSubnet(where: {
  readonly mesh: string;
  readonly concentrator: string;
  readonly vpcId: string;
  readonly allowed: readonly string[] | undefined;
  readonly region: RegionObservation;
}): string | undefined {
  const { mesh, concentrator, vpcId, allowed, region } = where;
  const standing = region.interfaces.find(
    (one) => one.vpcId === vpcId && one.tags[tagKeys.mesh] === mesh && one.tags[tagKeys.concentrator] === concentrator,
  );
  if (standing !== undefined) return standing.subnetId;
  return region.subnets
    .filter((subnet) => subnet.vpcId === vpcId && (allowed === undefined || allowed.includes(subnet.id)))
    .filter((subnet) => isPublic(region, vpcId, subnet.id))
    .toSorted((a, b) => (`${a.zone} ${a.id}` < `${b.zone} ${b.id}` ? -1 : 1))[0]?.id;
}
