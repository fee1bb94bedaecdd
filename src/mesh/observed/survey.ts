/** A region's VPCs for the operator to choose from, and the mesh that each already belongs to. */
import { overlaps } from '#mesh/cidr.ts';

export interface SurveySubnet {
  readonly id: string;
  readonly zone: string;
  readonly cidr: string;
  /** Its route table has a route to an Internet gateway. */
  readonly isPublic: boolean;
  /** Why a concentrator cannot be placed here although it is public. */
  readonly fault?: string;
}

export interface SurveyVpc {
  readonly id: string;
  readonly region: string;
  readonly name?: string;
  readonly cidrs: readonly string[];
  readonly subnets: readonly SurveySubnet[];
  /** Names of the meshes that have a concentrator's group here. */
  readonly meshes: readonly string[];
}

export interface RegionSurvey {
  readonly region: string;
  readonly vpcs: readonly SurveyVpc[];
}

/** Why two VPCs cannot be in one mesh: the first pair of overlapping networks. */
export function clash(a: Pick<SurveyVpc, 'cidrs'>, b: Pick<SurveyVpc, 'cidrs'>): readonly [string, string] | undefined {
  for (const one of a.cidrs) {
    const other = b.cidrs.find((cidr) => overlaps(one, cidr));
    if (other !== undefined) return [one, other];
  }
  return undefined;
}

/** Availability zones in which the VPC has a subnet, sorted. */
export function zonesOf({ subnets }: Pick<SurveyVpc, 'subnets'>): readonly string[] {
  return [...new Set(subnets.map(({ zone }) => zone))].toSorted();
}

/** Public subnets that can have a concentrator, by the plan's criteria. */
export const fitSubnets = ({ subnets }: Pick<SurveyVpc, 'subnets'>): readonly SurveySubnet[] =>
  subnets.filter(({ isPublic, fault }) => isPublic && fault === undefined);

/** Why no subnet of the VPC can have a concentrator; undefined if one can. */
export function noFitSubnet(vpc: Pick<SurveyVpc, 'subnets'>): string | undefined {
  if (fitSubnets(vpc).length > 0) return undefined;
  const faults = vpc.subnets.flatMap(({ id, fault }) => (fault === undefined ? [] : [`${id}: ${fault}`]));
  return faults.length === 0
    ? 'no public subnet: a concentrator needs one with a route to an Internet gateway'
    : `no public subnet that can have a concentrator: ${faults.join('; ')}`;
}
