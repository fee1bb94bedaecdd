/** Observes everything that a plan needs, all regions in parallel. */
import { SpecError } from '#mesh/errors.ts';
import { logGroupName, logsPolicyName, meshResourceName, tagKeys } from '#mesh/names.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import { recordedRegions } from '#mesh/observed/region-record.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import type { Cloud } from '#ports/cloud.ts';
import { CloudError } from '#ports/cloud-error.ts';

interface ObserveOptions {
  /** Without a record, observe all regions: for destroy. */
  readonly thorough?: boolean;
  /** Also read what only a plan compares with the spec's own tags. */
  readonly comparesTags?: boolean;
  /** Also read where instances may be launched: for a plan that can launch one. */
  readonly launches?: boolean;
}

/**
 * Members' regions completely, and the regions on record in the mesh's role, for members that left the spec.
 * @throws SpecError for a region that the account does not have, CloudError if a member's region cannot be read
 */
export async function observeMesh(
  cloud: Cloud,
  { spec, locate }: ParsedSpec,
  { thorough = false, comparesTags = false, launches = false }: ObserveOptions = {},
): Promise<MeshObservation> {
  const mesh = spec.mesh;
  const logGroup = logGroupName(mesh, spec.logs.group);
  const volumes = comparesTags && Object.keys(spec.tags).length > 0;
  const members = [...new Set(spec.members.map(({ region }) => region))];
  const observeRegion = (region: string): Promise<RegionObservation> => {
    const here = spec.members.filter((member) => member.region === region);
    const types = here.map(({ concentrator }) => concentrator?.instanceType ?? spec.concentrator.instanceType);
    const vpcs = here.map(({ vpc }) => vpc);
    const instanceTypes = launches ? [...new Set(types)] : [];
    return cloud.region(region).observe({ mesh, vpcs, logGroup, instanceTypes, volumes });
  };
  // In parallel; a region that does not exist is reported before its failed calls.
  const observing = Promise.all(members.map(observeRegion));
  observing.catch(() => undefined);
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
        hint: `use an enabled one: ${enabled.join(', ')}`,
      },
    ]);
  }
  const known = await observing;
  const unseen: { readonly region: string; readonly why: string }[] = [];
  /** A region's observation; a failure is kept and reported. */
  const tried = async (region: string, ask: () => Promise<readonly RegionObservation[]>) => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      unseen.push({ region, why: error.kind === 'denied' ? `${error.action} is denied` : error.message });
      return [];
    }
  };
  const others = (regions: readonly string[]): readonly string[] => regions.filter((one) => !members.includes(one));
  const recorded = iam.role?.tags[tagKeys.mesh] === mesh ? recordedRegions(iam.role.tags) : [];
  const left =
    recorded.length > 0
      ? others(recorded).map((region) => tried(region, async () => [await observeRegion(region)]))
      : // No record: if no resource of the mesh is visible it was never built; otherwise it may be in any region.
        (thorough || known.some((region) => leftTraces(mesh, region)) ? others(enabled) : []).map((region) =>
          tried(region, async () =>
            (await cloud.region(region).ownGroups(mesh)).length > 0 ? [await observeRegion(region)] : [],
          ),
        );
  const departed = (await Promise.all(left)).flat();
  return {
    account: identity.account,
    partition: identity.partition,
    caller: identity.arn,
    iam,
    regions: [...known, ...departed],
    unseen: unseen.toSorted((a, b) => (a.region < b.region ? -1 : 1)),
  };
}

function leftTraces(mesh: string, { groups, interfaces, addresses, instances }: RegionObservation): boolean {
  return [groups, interfaces, addresses, instances].some((all) => all.some(({ tags }) => tags[tagKeys.mesh] === mesh));
}
