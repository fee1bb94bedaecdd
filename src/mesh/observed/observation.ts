/** What AWS says exists, in the product's words. Readonly snapshots; adapters fill them, the plan reads them. */
import type { Tags } from '#mesh/names.ts';

export interface ObservedVpc {
  readonly id: string;
  readonly name?: string;
  readonly cidrs: readonly string[];
  /** Account; another one than the caller's where it is shared with it. */
  readonly owner?: string;
}

export interface ObservedSubnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly cidr: string;
  /** Account, as that of its VPC. */
  readonly owner?: string;
  /** Addresses that nobody has, where AWS says it. */
  readonly freeAddresses?: number;
  /** VPC Block Public Access, where it is on; not certain while nobody could read whether the subnet is excluded. */
  readonly blocked?: { readonly mode: string; readonly certain: boolean };
  /** AWS's word, unless it is available. */
  readonly state?: string;
}

export interface ObservedRoute {
  /** IPv4 CIDR; routes to prefix lists and IPv6 are left out. */
  readonly destination: string;
  readonly target: { readonly kind: 'local' | 'gateway' | 'interface' | 'other'; readonly id: string };
  readonly blackhole: boolean;
  /** A virtual private gateway put it there, and puts it there again. */
  readonly propagated?: true;
}

export interface ObservedRouteTable {
  readonly id: string;
  readonly vpcId: string;
  readonly main: boolean;
  readonly subnetIds: readonly string[];
  /** The Internet or virtual private gateway whose incoming traffic it routes: no table of subnets, and none of the mesh's. */
  readonly gatewayId?: string;
  readonly routes: readonly ObservedRoute[];
  /** Routes to prefix lists, but for those of endpoints, whose lists are AWS's own addresses. */
  readonly prefixLists?: readonly { readonly id: string; readonly target: string }[];
}

export interface ObservedAclEntry {
  readonly number: number;
  readonly egress: boolean;
  readonly allow: boolean;
  /** IANA number as text, `-1` for all. */
  readonly protocol: string;
  /** Port range; for ICMP type and code, -1 for any. */
  readonly from?: number;
  readonly to?: number;
  readonly cidr: string;
}

export interface ObservedNetworkAcl {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly entries: readonly ObservedAclEntry[];
}

/** One permission of a group with one IPv4 source. Sources of other kinds do not matter to the mesh. */
export interface IngressRule {
  readonly protocol: 'all' | 'tcp' | 'udp' | 'icmp';
  /** Port range; for ICMP type and code, -1 for any. Absent for `all`. */
  readonly from?: number;
  readonly to?: number;
  readonly cidr: string;
}

/** A rule that carries the mesh's tag, wherever it stands. */
export interface ObservedRule extends IngressRule {
  readonly id: string;
  readonly groupId: string;
  readonly description: string;
  readonly tags?: Tags;
}

export interface TaggedRule extends ObservedRule {
  readonly tags: Tags;
}

export interface ObservedGroup {
  readonly id: string;
  readonly vpcId: string;
  readonly name: string;
  readonly ingress: readonly IngressRule[];
  /** Everything that counts for the quota: sources of other kinds and other protocols too. */
  readonly ruleCount: number;
  readonly tags: Tags;
}

export interface ObservedInterface {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly privateIp: string;
  readonly sourceDestCheck: boolean;
  readonly groupIds: readonly string[];
  readonly instanceId?: string;
  readonly tags: Tags;
}

export interface ObservedAddress {
  readonly allocationId: string;
  readonly ip: string;
  readonly associationId?: string;
  readonly interfaceId?: string;
  readonly tags: Tags;
}

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

export interface ObservedInstance {
  readonly id: string;
  /** AWS leaves it out for some that are ending. */
  readonly vpcId?: string;
  readonly state: InstanceState;
  readonly imageId: string;
  readonly instanceType: string;
  readonly interfaceIds: readonly string[];
  readonly tags: Tags;
}

/** A volume that carries the mesh's tag. */
export interface TaggedVolume {
  readonly id: string;
  /** The instance that it is attached to. */
  readonly instanceId?: string;
  readonly tags: Tags;
}

export interface ObservedKeyPair {
  readonly name: string;
  readonly id: string;
  /** One-line OpenSSH public key, where AWS says it. */
  readonly publicKey?: string;
  readonly tags: Tags;
}

/** One region: its VPCs, everything in the members' VPCs, and everything there that carries the mesh's tag. */
export interface RegionObservation {
  readonly region: string;
  readonly vpcs: readonly ObservedVpc[];
  readonly subnets: readonly ObservedSubnet[];
  /** What is there and is of no use to a mesh, such as a subnet without IPv4. */
  readonly unusable?: readonly { readonly id: string; readonly why: string }[];
  readonly routeTables: readonly ObservedRouteTable[];
  readonly networkAcls: readonly ObservedNetworkAcl[];
  readonly groups: readonly ObservedGroup[];
  readonly rules: readonly ObservedRule[];
  readonly interfaces: readonly ObservedInterface[];
  readonly addresses: readonly ObservedAddress[];
  readonly instances: readonly ObservedInstance[];
  readonly keyPairs: readonly ObservedKeyPair[];
  /** Only for a plan, and only while the spec has tags of its own to compare. */
  readonly volumes?: readonly TaggedVolume[];
  readonly logGroup?: ObservedLogGroup;
  /** Zones and their types, `availability-zone` or `local-zone` and others; only while an instance has yet to be launched. */
  readonly zones?: readonly { readonly name: string; readonly type: string; readonly state?: string }[];
  /** The zones that offer an instance type, by type; like `zones`. */
  readonly offeredIn?: Readonly<Record<string, readonly string[]>>;
  /** What could not be read of zones, offers and volumes. */
  readonly unread?: readonly Unread[];
}

/** A call without which a plan can be made, and why it failed. */
export interface Unread {
  readonly about: 'zones' | 'volumes';
  readonly action: string;
  readonly why: string;
}

export interface ObservedLogGroup {
  readonly name: string;
  /** Undefined where they may not be read. */
  readonly tags: Tags | undefined;
  readonly retentionDays?: number;
  /** RFC 3339. */
  readonly createdAt?: string;
}

export interface IamObservation {
  readonly role?: {
    readonly arn: string;
    readonly tags: Tags;
    readonly policy?: string;
    /** ARN of its permissions boundary. */
    readonly boundary?: string;
  };
  readonly profile?: { readonly arn: string; readonly tags: Tags; readonly roles: readonly string[] };
}

export interface MeshObservation {
  readonly account: string;
  /** Partition of the caller's ARN: `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** ARN of whoever asks. */
  readonly caller: string;
  readonly iam: IamObservation;
  readonly regions: readonly RegionObservation[];
  /** Regions where a departed member could not be looked for, with why. */
  readonly unseen: readonly { readonly region: string; readonly why: string }[];
}
