/**
 * The regions a mesh is in, kept as tags of its IAM role: the one thing of it that every region shares. So a member
 * that left the spec is found without asking every region of the account, some of which may not be asked at all.
 */
import type { Tags } from '#mesh/names.ts';

const prefix = 'vpnmesh:region/';

/** One tag a region: a role may have 50, and a value would be too short for many names (IAM quotas). */
export function regionTags(regions: readonly string[]): Tags {
  return Object.fromEntries(regions.map((region) => [`${prefix}${region}`, 'in use']));
}

/** Sorted; empty where nothing is on record. */
export function recordedRegions(tags: Tags | undefined): readonly string[] {
  return Object.keys(tags ?? {})
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .toSorted();
}
