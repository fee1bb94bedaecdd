/** Looks at everything a plan needs, all regions at once. */
import { SpecError } from '#mesh/errors.ts';
import { logGroupName, logsPolicyName, meshResourceName } from '#mesh/names.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observation.ts';
import type { ParsedSpec } from '#mesh/spec.ts';
import { type Cloud, CloudError } from '#ports/cloud.ts';

/**
 * Members' regions in full; every other enabled region by one call, for members that left the spec.
 * @throws SpecError for a region the account does not have, CloudError when a member's region cannot be read
 */
export async function observeMesh(cloud: Cloud, { spec, locate }: ParsedSpec): Promise<MeshObservation> {
  const mesh = spec.mesh;
  const logGroup = logGroupName(mesh, spec.logs.group);
  const members = [...new Set(spec.members.map(({ region }) => region))];
  const look = (region: string): Promise<RegionObservation> => {
    const vpcs = spec.members.filter((member) => member.region === region).map(({ vpc }) => vpc);
    return cloud.region(region).observe({ mesh, vpcs, logGroup });
  };
  // All at once; a region that turns out not to exist is told of before what it could not answer.
  const looks = Promise.all(members.map(look));
  looks.catch(() => undefined);
  const [identity, enabled, iam] = await Promise.all([
    cloud.identity(),
    cloud.enabledRegions(),
    cloud.iam.observe({ name: meshResourceName(mesh), policyName: logsPolicyName }),
  ]);
  const unknown = spec.members.findIndex(({ region }) => !enabled.includes(region));
  if (unknown >= 0) {
    throw new SpecError([
      {
        position: locate(['members', unknown, 'region']),
        message: `region ${spec.members[unknown]?.region} is unknown or not enabled for account ${identity.account}`,
        mend: `use one that is: ${enabled.join(', ')}`,
      },
    ]);
  }
  const unseen: { readonly region: string; readonly why: string }[] = [];
  const elsewhere = enabled
    .filter((region) => !members.includes(region))
    .map(async (region): Promise<readonly RegionObservation[]> => {
      try {
        return (await cloud.region(region).ownGroups(mesh)).length > 0 ? [await look(region)] : [];
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        unseen.push({ region, why: error.kind === 'denied' ? `${error.action} is denied` : error.message });
        return [];
      }
    });
  const [known, left] = await Promise.all([looks, Promise.all(elsewhere)]);
  return {
    account: identity.account,
    partition: identity.partition,
    caller: identity.arn,
    iam,
    regions: [...known, ...left.flat()],
    unseen: unseen.toSorted((a, b) => (a.region < b.region ? -1 : 1)),
  };
}
