/** The audit's facts of one region: the plan's observation and more, each a fact of its own. */

import type { Fact } from '#mesh/fact.ts';
import type { MetadataSettings } from '#mesh/instance-metadata.ts';
import type {
  ObservedAddress,
  ObservedGroup,
  ObservedInstance,
  ObservedInterface,
  ObservedKeyPair,
  ObservedLogGroup,
  ObservedNetworkAcl,
  ObservedRouteTable,
  ObservedRule,
  ObservedSubnet,
  ObservedVpc,
} from './observation.ts';

/** One ingress rule of the mesh's groups, of any source and protocol. */
export interface ExposedRule {
  readonly groupId: string;
  /** As in the API: `tcp`, `udp`, `icmp`, `-1` for all, or a number. */
  readonly protocol: string;
  readonly from?: number;
  readonly to?: number;
  /** A CIDR of either family, a prefix list or another group. */
  readonly source: string;
  readonly description: string;
}

/** Instance settings that others can change. */
export interface InstanceSettings extends MetadataSettings {
  readonly id: string;
  /** ARN of the instance profile. */
  readonly profile?: string;
}

export interface InstanceHealth {
  readonly id: string;
  /** `ok`, `initializing`, `impaired`, `insufficient-data`, `not-applicable`. */
  readonly system: string;
  readonly instance: string;
}

export interface ObservedVolume {
  readonly id: string;
  readonly instanceId: string;
  readonly encrypted: boolean;
}

export interface StreamEnd {
  readonly name: string;
  /** Time of its newest event, RFC 3339; undefined without events. */
  readonly lastEvent: Fact<string | undefined>;
}

export interface RegionFacts {
  readonly region: string;
  readonly vpcs: Fact<readonly ObservedVpc[]>;
  readonly subnets: Fact<readonly ObservedSubnet[]>;
  readonly routeTables: Fact<readonly ObservedRouteTable[]>;
  readonly networkAcls: Fact<readonly ObservedNetworkAcl[]>;
  readonly groups: Fact<readonly ObservedGroup[]>;
  readonly rules: Fact<readonly ObservedRule[]>;
  readonly interfaces: Fact<readonly ObservedInterface[]>;
  /** All of the account, not only the mesh's. */
  readonly addresses: Fact<readonly ObservedAddress[]>;
  readonly instances: Fact<readonly ObservedInstance[]>;
  readonly keyPairs: Fact<readonly ObservedKeyPair[]>;
  /** null if no group has that name. */
  readonly logGroup: Fact<ObservedLogGroup | null>;
  readonly exposed: Fact<readonly ExposedRule[]>;
  readonly settings: Fact<readonly InstanceSettings[]>;
  readonly health: Fact<readonly InstanceHealth[]>;
  readonly volumes: Fact<readonly ObservedVolume[]>;
  /** Termination protection by instance: the API answers for one instance at a time. */
  readonly protection: Readonly<Record<string, Fact<boolean>>>;
  readonly streams: Fact<readonly StreamEnd[]>;
  readonly quotas: {
    readonly rulesPerGroup: Fact<number>;
    readonly routesPerTable: Fact<number>;
    readonly addresses: Fact<number>;
  };
}

/** The instance role with all its permissions. */
export interface RoleFacts {
  /** Text of our inline policy; null if it does not exist. */
  readonly policy: string | null;
  /** Names of all inline policies, ARNs of all attached ones. */
  readonly inline: readonly string[];
  readonly attached: readonly string[];
  readonly profileArn: string | null;
  readonly profileRoles: readonly string[];
}
