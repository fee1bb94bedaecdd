/** What stands in the way of a build, told before anything is made. */
import { expect, it } from 'vitest';
import { accountPreflight, networkPreflight } from '#app/build/preflight.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import { planApply } from '#mesh/plan/plan.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import type { Cloud } from '#ports/cloud.ts';
import type { DryRunInput, PermissionQuestion } from '#ports/permissions.ts';
import { builtAws, emptyAws, specOf } from '../../support/observations.ts';

const spec = specOf(['us-east-1', 'us-east-2']);
const now = new Date('2026-06-01T12:00:00Z');

function planned(observation: MeshObservation) {
  const mesh = resolveMesh(spec, observation);
  return { mesh, plan: planApply(mesh, observation, { now, visitAll: false, digest: () => 'd' }) };
}

/** A cloud that writes down what is tried and asked. */
function recorder(): {
  readonly cloud: Cloud;
  readonly tried: DryRunInput[];
  readonly simulated: PermissionQuestion[];
} {
  const tried: DryRunInput[] = [];
  const simulated: PermissionQuestion[] = [];
  const region = {
    quotas: async () => ({ rulesPerGroup: 60, groupsPerInterface: 5, routesPerTable: 50, addresses: 5 }),
    addressesInUse: async () => 0,
    ebsKey: async () => 'alias/aws/ebs',
    vcpus: async () => ({ quota: 64, used: 0, perInstance: { 't3.small': 2 } }),
    architectureOf: async () => 'x86_64',
    latestImage: async () => ({ id: 'ami-1', name: 'debian' }),
    tryActions: async (_: readonly string[], input: DryRunInput) => {
      tried.push(input);
      return { denied: [], carriedOut: [], tried: true };
    },
  };
  const simulate = async (_: string, questions: readonly PermissionQuestion[]) => {
    simulated.push(...questions);
    return { denied: [], unsure: [] };
  };
  return { cloud: { region: () => region, iam: { simulate } } as unknown as Cloud, tried, simulated };
}

it('while the mesh has no group, IAM’s simulator is asked about rules', async () => {
  const empty = emptyAws();
  const { mesh, plan } = planned(empty);
  const { cloud, simulated } = recorder();
  await accountPreflight(cloud, mesh, empty, plan);
  const rules = (questions: readonly PermissionQuestion[]) =>
    questions
      .filter(({ actions }) => actions.includes('ec2:AuthorizeSecurityGroupIngress'))
      .map(({ region }) => region);
  expect(rules(simulated)).toEqual(['us-east-1', 'us-east-2']);
});

it('rules are tried on a group of the mesh’s own, and on nobody else’s', async () => {
  const empty = emptyAws();
  const { mesh, plan } = planned(empty);
  const before = recorder();
  await accountPreflight(before.cloud, mesh, empty, plan);
  expect(before.tried.map(({ groupId }) => groupId)).toEqual([undefined, undefined]);

  const built = builtAws(mesh, 'old');
  const regions = built.regions.map((one) => ({ ...one, instances: [] }));
  const after = recorder();
  await accountPreflight(after.cloud, mesh, { ...built, regions }, planned({ ...built, regions }).plan);
  const own = regions.map(({ groups }) => groups.find(({ tags }) => tags['vpnmesh:mesh'] === 'corp')?.id);
  expect(after.tried.map(({ groupId }) => groupId)).toEqual(own.filter((id) => id !== undefined));
});

it('a route is tried in the mesh’s table, to the Internet gateway that the VPC has', async () => {
  const empty = emptyAws();
  const { mesh, plan } = planned(empty);
  const { cloud, tried } = recorder();
  await accountPreflight(cloud, mesh, empty, plan);
  expect(tried.map(({ route }) => route)).toEqual([
    { tableId: 'rtb-00000021', gatewayId: 'igw-00000020' },
    { tableId: 'rtb-00000031', gatewayId: 'igw-00000030' },
  ]);
});

function owned(by: string): MeshObservation {
  const seen = emptyAws(['us-east-1', 'us-east-2']);
  const vpcs = (region: (typeof seen.regions)[number]) => region.vpcs.map((vpc) => ({ ...vpc, owner: by }));
  return {
    ...seen,
    regions: seen.regions.map((one, n) => (n === 0 ? { ...one, vpcs: vpcs(one) } : one)),
  };
}

it('a VPC that another account shares is refused before the first create: its routes are its owner’s', () => {
  const observation = owned('999999999999');
  const { mesh, plan } = planned(observation);
  const { obstacles } = networkPreflight(mesh, observation, plan);
  expect(obstacles).toEqual([
    {
      what: expect.stringContaining('belongs to account 999999999999, which shares it with this one (123456789012)'),
      next: expect.stringContaining('credentials of account 999999999999'),
    },
  ]);
});

it('one whose routes are there already is built in, and its owner is named', () => {
  const observation = owned('999999999999');
  const { mesh, plan } = planned(observation);
  const steps = plan.steps.filter(({ kind }) => kind !== 'route.create');
  const { obstacles, notes } = networkPreflight(mesh, observation, { ...plan, steps });
  expect(obstacles).toEqual([]);
  expect(notes).toEqual([expect.stringContaining('account 999999999999')]);
});

it('the caller’s own VPC is nothing to speak of', () => {
  const observation = owned('123456789012');
  const { mesh, plan } = planned(observation);
  expect(networkPreflight(mesh, observation, plan)).toMatchObject({ obstacles: [], notes: [] });
});
