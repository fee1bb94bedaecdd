/** Removing what a region's concentrators share: rules in other groups, and the key pair. */
import { tagKeys } from '#mesh/names.ts';
import type { RegionObservation } from '#mesh/observed/observation.ts';
import { ownedServiceRules } from '#mesh/observed/owned.ts';
import { revocation } from './routes-and-services.ts';
import type { Step } from './steps.ts';

export function isOurs(mesh: string, tags: Readonly<Record<string, string>> | undefined): boolean {
  return tags?.[tagKeys.mesh] === mesh;
}

/** Our rules in groups of VPCs that are not, or no longer, members. */
export function serviceRemoval(mesh: string, region: RegionObservation, kept: ReadonlySet<string>): readonly Step[] {
  const staying = new Set(region.groups.filter(({ vpcId }) => kept.has(vpcId)).map(({ id }) => id));
  const rules = ownedServiceRules(mesh, region).filter(({ groupId }) => !staying.has(groupId));
  return [...new Set(rules.map(({ groupId }) => groupId))].map((groupId) =>
    revocation(
      region.region,
      groupId,
      rules.filter((rule) => rule.groupId === groupId).map(({ id }) => id),
    ),
  );
}

export function keyRemoval(mesh: string, region: RegionObservation): readonly Step[] {
  return region.keyPairs
    .filter(({ tags }) => isOurs(mesh, tags))
    .map(
      ({ name }): Step => ({
        id: `${region.region}/key-away/${name}`,
        kind: 'key.delete',
        change: 'delete',
        concentrator: null,
        region: region.region,
        keyName: name,
        describe: `key pair ${name} in ${region.region}`,
        risk: 'safe',
        dependsOn: [],
      }),
    );
}
