/** Rows of the network: VPCs and what is in them. */
import type { Resource } from './table.ts';

export interface Vpc extends Resource {
  readonly cidr: string;
  readonly cidrAssociationId: string;
  /** Networks that were added later. */
  readonly secondary?: readonly { readonly id: string; readonly cidr: string }[];
  readonly enableDnsSupport: boolean;
  readonly enableDnsHostnames: boolean;
  /** The account that shares it, where it is not the sandbox's own (RAM). */
  readonly owner?: string;
  readonly isDefault?: boolean;
  readonly ipv6?: { readonly id: string; readonly cidr: string };
}

export interface Subnet extends Resource {
  readonly vpcId: string;
  /** Of a subnet for IPv6 alone it is one of IPv6. */
  readonly cidr: string;
  readonly zone: string;
  readonly mapPublicIp: boolean;
  readonly defaultForAz?: boolean;
}

export interface InternetGateway extends Resource {
  readonly vpcId?: string;
}

export type Target =
  | { readonly kind: 'local' }
  | { readonly kind: 'gateway'; readonly id: string }
  | { readonly kind: 'interface'; readonly id: string }
  /** What a landscape puts there and the sandbox does not play: a peering, a transit gateway and the like. */
  | { readonly kind: 'foreign'; readonly element: ForeignTarget; readonly id: string; readonly gone?: boolean };

/** The element of a route in which AWS names its target. */
export type ForeignTarget =
  | 'gatewayId'
  | 'natGatewayId'
  | 'transitGatewayId'
  | 'vpcPeeringConnectionId'
  | 'carrierGatewayId'
  | 'egressOnlyInternetGatewayId';

export interface Route {
  /** An IPv4 CIDR; of what a landscape puts there also one of IPv6, or a prefix list's id. */
  readonly destination: string;
  readonly target: Target;
  readonly origin: 'CreateRouteTable' | 'CreateRoute' | 'EnableVgwRoutePropagation';
}

export interface TableAssociation {
  readonly id: string;
  /** Absent on the association that makes a table the VPC's main one. */
  readonly subnetId?: string;
  /** The gateway whose incoming traffic the table routes. */
  readonly gatewayId?: string;
}

export interface RouteTable extends Resource {
  readonly vpcId: string;
  readonly routes: readonly Route[];
  readonly associations: readonly TableAssociation[];
  /** Virtual private gateways that may add routes. */
  readonly propagating?: readonly string[];
}

export interface AclEntry {
  readonly number: number;
  readonly egress: boolean;
  readonly allow: boolean;
  /** IANA number, -1 for all. */
  readonly protocol: number;
  readonly cidr: string;
  readonly ports?: { readonly from: number; readonly to: number };
  readonly icmp?: { readonly type: number; readonly code: number };
}

export interface NetworkAcl extends Resource {
  readonly vpcId: string;
  readonly isDefault: boolean;
  readonly entries: readonly AclEntry[];
  readonly associations: readonly { readonly id: string; readonly subnetId: string }[];
}

export interface SecurityGroup extends Resource {
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
}

export type RuleSource =
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'group'; readonly groupId: string };

export interface SecurityGroupRule extends Resource {
  readonly groupId: string;
  readonly egress: boolean;
  /** `tcp`, `udp`, `icmp`, `-1` or an IANA number, as EC2 writes it. */
  readonly protocol: string;
  /** -1 where the protocol has no ports; for ICMP the type. */
  readonly from: number;
  readonly to: number;
  readonly source: RuleSource;
  readonly description?: string;
}

export interface Address extends Resource {
  readonly publicIp: string;
  readonly association?: { readonly id: string; readonly interfaceId: string };
}

export interface Attachment {
  readonly id: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
  readonly deleteOnTermination: boolean;
  readonly attachedAt: string;
}

export interface NetworkInterfaceRow extends Resource {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly zone: string;
  readonly mac: string;
  readonly privateIp: string;
  readonly description: string;
  readonly groupIds: readonly string[];
  readonly sourceDestCheck: boolean;
  readonly attachment?: Attachment;
  /** Asked for at launch: a public address for as long as the instance exists. (AWS gives another one after each stop.) */
  readonly autoPublicIp?: string;
}
