/** What only a fix asks of AWS, and its undo. Each throws CloudError. */
import type { MetadataSettings } from '#mesh/instance-metadata.ts';
import type { Tags } from '#mesh/names.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import type { RouteTarget } from '#mesh/remedy/fix-record.ts';

export interface RemedyCloud {
  /** Revokes exactly these, each by its id; one that is gone counts as revoked. Answers those that were there. */
  withdrawRules(groupId: string, rules: readonly ExposedRule[]): Promise<readonly ExposedRule[]>;
  /** A rule that is there already counts as restored. */
  restoreRules(groupId: string, rules: readonly ExposedRule[]): Promise<void>;
  enableSourceDestCheck(interfaceId: string): Promise<void>;
  /** Undefined when the table has no route of its own to the destination. */
  routeTarget(tableId: string, destination: string): Promise<RouteTarget | undefined>;
  /** Makes or replaces the route. */
  routeTo(tableId: string, destination: string, target: RouteTarget): Promise<void>;
  metadataSettings(instanceId: string): Promise<MetadataSettings>;
  setMetadata(instanceId: string, settings: MetadataSettings): Promise<void>;
  setProtection(instanceId: string, on: boolean): Promise<void>;
  tagsOf(resourceId: string): Promise<Tags>;
  /** Days; undefined: for ever, or there is no such group. */
  retention(logGroup: string): Promise<number | undefined>;
  keepForEver(logGroup: string): Promise<void>;
  /** From one of these interfaces only. Resolves to what it is at where that is none of them. */
  disassociateAddress(allocationId: string, interfaceIds: readonly string[]): Promise<string | undefined>;
}
