/** The address behind a concentrator that probes are sent from and to. */

import type { RegionObservation } from '#mesh/observed/observation.ts';
import { compareCidrs, contains, nthAddress } from './cidr.ts';

/** AWS reserves a subnet's fourth address "for future use" (VPC User Guide, "Subnet CIDR blocks"). */
const reserved = 3;

/**
 * The reserved address of the concentrator's subnet, or of a subnet in an advertised network if its own is not
 * advertised: addresses outside the selectors enter no tunnel.
 */
export function probeAddress(where: {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly cidrs: readonly string[];
  readonly region: Pick<RegionObservation, 'subnets'>;
}): string {
  const { vpcId, subnetId, cidrs, region } = where;
  const candidates = region.subnets
    .filter((subnet) => subnet.vpcId === vpcId && cidrs.some((cidr) => contains(cidr, subnet.cidr)))
    .toSorted((a, b) => Number(b.id === subnetId) - Number(a.id === subnetId) || compareCidrs(a.cidr, b.cidr));
  return nthAddress(candidates[0]?.cidr ?? cidrs[0] ?? '0.0.0.0/0', reserved);
}
