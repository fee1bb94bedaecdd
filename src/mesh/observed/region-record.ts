/**
 * The mesh's regions, kept as tags of its IAM role, which all regions share. This way a run finds a member that left
 * the spec without reading every region of the account, some of which may be denied.
 */
import type { Tags } from '#mesh/names.ts';

const prefix = 'vpnmesh:region/';

/** One tag per region: a role can have 50, and one value would be too short for many names (IAM quotas). */
export function regionTags(regions: readonly string[]): Tags {
  return Object.fromEntries(regions.map((region) => [`${prefix}${region}`, 'in use']));
}

/** Sorted; empty without a record. */
export function recordedRegions(tags: Tags | undefined): readonly string[] {
  return Object.keys(tags ?? {})
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .toSorted();
}
