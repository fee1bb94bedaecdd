/** The changes of a fix and the state before, as data: all that undo needs. */
import type { MetadataSettings } from '#mesh/instance-metadata.ts';
import type { Tags } from '#mesh/names.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';

/** A route's target, by its API parameter: `NetworkInterfaceId`, `GatewayId`, … */
export interface RouteTarget {
  readonly type: 'NetworkInterfaceId' | 'GatewayId' | 'NatGatewayId' | 'TransitGatewayId' | 'VpcPeeringConnectionId';
  readonly id: string;
}

/** One change. `region` is where. */
export type RecordedChange = {
  readonly region: string;
  /** The step that made it. */
  readonly step: string;
} & (
  | { readonly change: 'rules-added'; readonly groupId: string; readonly ruleIds: readonly string[] }
  | { readonly change: 'rules-withdrawn'; readonly groupId: string; readonly rules: readonly ExposedRule[] }
  | { readonly change: 'source-dest-check-off'; readonly interfaceId: string }
  | {
      readonly change: 'route';
      readonly tableId: string;
      readonly destination: string;
      readonly before: RouteTarget | null;
    }
  | { readonly change: 'metadata'; readonly instanceId: string; readonly before: MetadataSettings }
  | { readonly change: 'protected'; readonly instanceId: string }
  /** `before`: the previous values of the tags that were set. */
  | { readonly change: 'tags'; readonly resourceId: string; readonly set: Tags; readonly before: Tags }
  | { readonly change: 'retention'; readonly logGroup: string; readonly before: number | null }
  | { readonly change: 'address-associated'; readonly allocationId: string }
  /** Kept on the host under the run's name. */
  | { readonly change: 'host'; readonly concentrator: string }
  /** What undo cannot revert, and why. */
  | { readonly change: 'for-good'; readonly what: string }
);

/** Changes that AWS calls revert. */
export type CloudChange = Exclude<RecordedChange, { readonly change: 'for-good' | 'host' }>;

export const changeKinds: readonly RecordedChange['change'][] = [
  'rules-added',
  'rules-withdrawn',
  'source-dest-check-off',
  'route',
  'metadata',
  'protected',
  'tags',
  'retention',
  'address-associated',
  'host',
  'for-good',
];

/** One run of fix. */
export interface FixRecord {
  readonly schema: 'vpnmesh.undo/1';
  readonly mesh: string;
  /** `20260101T100000Z-1a2b`: sorts by time and is valid as a file name. */
  readonly run: string;
  readonly checks: readonly string[];
  readonly changes: readonly RecordedChange[];
  /** Finished steps of the undo, so that an interrupted undo resumes: null, or why the change stays. */
  readonly takenBack?: Readonly<Record<string, string | null>>;
  /** RFC 3339, once it has been undone. */
  readonly undoneAt?: string;
}
