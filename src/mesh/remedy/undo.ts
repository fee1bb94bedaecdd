/** What a fix changed and how it was before, as data: enough to go back. */
import type { MetadataSettings } from '#mesh/instance-metadata.ts';
import type { Tags } from '#mesh/names.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';

/** Whatever a route may lead to, in the API's words: `NetworkInterfaceId`, `GatewayId`, … */
export interface RouteTarget {
  readonly type: 'NetworkInterfaceId' | 'GatewayId' | 'NatGatewayId' | 'TransitGatewayId' | 'VpcPeeringConnectionId';
  readonly id: string;
}

/** One change, in the order in which they were made. `region` is where. */
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
  /** `before`: of the tags that were set, those that had a value. */
  | { readonly change: 'tags'; readonly resourceId: string; readonly set: Tags; readonly before: Tags }
  | { readonly change: 'retention'; readonly logGroup: string; readonly before: number | null }
  | { readonly change: 'address-associated'; readonly allocationId: string }
  /** Kept on the host itself under the run's name. */
  | { readonly change: 'host'; readonly concentrator: string }
  /** What nobody can take back, and why. */
  | { readonly change: 'for-good'; readonly what: string }
);

/** What is taken back by calls of AWS. */
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
  /** `20260101T100000Z-1a2b`: sorts by time, fit for a file's name. */
  readonly run: string;
  readonly checks: readonly string[];
  readonly changes: readonly RecordedChange[];
  /** Ids of the undo's steps that are over: an undo that was ended goes on from there. A reason why it stays as it is, or null. */
  readonly takenBack?: Readonly<Record<string, string | null>>;
  /** RFC 3339, once it has been undone. */
  readonly undoneAt?: string;
}
