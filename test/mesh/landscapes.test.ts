/** VPCs as other people have them: what a mesh does with what it did not make and does not want. */
import { describe, expect, it } from 'vitest';
import type { MeshObservation, ObservedGroup, RegionObservation } from '#mesh/observed/observation.ts';
import { planApply } from '#mesh/plan/plan.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import { builtAws, emptyAws, specOf } from '../support/observations.ts';

const two = ['us-east-1', 'us-east-2'];
const built = builtAws(resolveMesh(specOf(two), emptyAws()), 'same');

const plan = (observation: MeshObservation, parsed = specOf(two)): Plan =>
  planApply(resolveMesh(parsed, observation), observation, { now: new Date(), digest: () => 'same', visitAll: false });

function but(
  region: string,
  change: (one: RegionObservation) => Partial<RegionObservation>,
  base = built,
): MeshObservation {
  return { ...base, regions: base.regions.map((one) => (one.region === region ? { ...one, ...change(one) } : one)) };
}

const vpcOf = (region: string): string => built.regions.find((one) => one.region === region)?.vpcs[0]?.id ?? '';

describe('a route that AWS prefers to the one of the mesh', () => {
  const remote = built.regions.find(({ region }) => region === 'us-east-2')?.vpcs[0]?.cidrs[0] ?? '';
  const inside = remote.replace(/\.0\.0\/16$/, '.7.0/24');
  const withRoute = (target: { kind: 'gateway' | 'other' | 'local'; id: string }, blackhole: boolean) =>
    but('us-east-1', ({ routeTables }) => ({
      routeTables: routeTables.map((table) => ({
        ...table,
        routes: [...table.routes, { destination: inside, target, blackhole }],
      })),
    }));

  it.each([
    [
      'a peering',
      { kind: 'other', id: 'pcx-1' },
      false,
      /10\.\d+\.7\.0\/24 to pcx-1: this prefix is longer than the mesh's route/,
    ],
    ['nowhere', { kind: 'other', id: 'eni-gone' }, true, /to eni-gone, a blackhole: this prefix is longer/],
  ] as const)('is named: %s', (_what, target, blackhole, words) => {
    const made = plan(withRoute(target, blackhole));
    expect(made.steps).toEqual([]);
    expect(made.notes.join('\n')).toMatch(words);
  });

  it('is not named where it is the VPC itself', () => {
    expect(plan(withRoute({ kind: 'local', id: 'local' }, false)).notes.join('\n')).not.toContain('prefers');
  });
});

describe("a gateway's own route table", () => {
  const edge = {
    id: 'rtb-edge',
    vpcId: vpcOf('us-east-1'),
    main: false,
    subnetIds: [],
    gatewayId: 'igw-1',
    routes: [],
  };
  const landscape = but('us-east-1', ({ routeTables }) => ({ routeTables: [...routeTables, edge] }));

  it('gets no route', () => {
    expect(plan(landscape).steps).toEqual([]);
  });

  it('cannot be asked for', () => {
    const parsed = specOf(two);
    const [first, ...rest] = parsed.spec.members;
    if (first === undefined) throw new Error('a spec has members');
    const asking = { ...parsed, spec: { ...parsed.spec, members: [{ ...first, routeTables: ['rtb-edge'] }, ...rest] } };
    expect(() => plan(landscape, asking)).toThrow(/rtb-edge is the route table of gateway igw-1/);
  });
});

describe('a network that a member shares with the VPC of another', () => {
  const shared = but(
    'us-east-2',
    ({ vpcs }) => ({ vpcs: vpcs.map((vpc) => ({ ...vpc, cidrs: [...vpc.cidrs, '172.31.0.0/16'] })) }),
    emptyAws(),
  );
  const both = but(
    'us-east-1',
    ({ vpcs }) => ({ vpcs: vpcs.map((vpc) => ({ ...vpc, cidrs: [...vpc.cidrs, '172.31.0.0/16'] })) }),
    shared,
  );
  const advertising = (lists: readonly (readonly string[] | undefined)[]) => {
    const parsed = specOf(two);
    const members = parsed.spec.members.map((member, index) => {
      const advertise = lists[index];
      return advertise === undefined ? member : { ...member, advertise: [...advertise] };
    });
    return { ...parsed, spec: { ...parsed.spec, members } };
  };
  const own = (region: string) => emptyAws().regions.find((one) => one.region === region)?.vpcs[0]?.cidrs[0] ?? '';

  it('is refused, and what is advised is no advertise that would hijack local traffic', () => {
    const asked = () => resolveMesh(advertising([[own('us-east-1')], ['172.31.0.0/16']]), both);
    expect(asked).toThrow(/a network that the VPC of us-east-1 also has \(172\.31\.0\.0\/16 and 172\.31\.0\.0\/16\)/);
    expect(asked).toThrow(/secondary CIDR that no other VPC has/);
  });

  it('is no fault while nobody advertises it', () => {
    expect(() => resolveMesh(advertising([[own('us-east-1')], [own('us-east-2')]]), both)).not.toThrow();
  });
});

describe("a VPC's groups", () => {
  const group = (id: string, name: string, tags: ObservedGroup['tags'] = {}): ObservedGroup => ({
    id,
    vpcId: vpcOf('us-east-1'),
    name,
    ingress: [],
    ruleCount: 0,
    tags,
  });
  const landscape = but('us-east-1', ({ groups }) => ({
    groups: [
      ...groups,
      group('sg-default', 'default'),
      group('sg-eks', 'eks-cluster-sg-prod-1', { 'aws:eks:cluster-name': 'prod' }),
      group('sg-elb', 'k8s-traffic-1', { 'elbv2.k8s.aws/cluster': 'prod' }),
      group('sg-app', 'app'),
    ],
  }));
  const served = (services: ReturnType<typeof specOf>['spec']['securityGroups']['services']): readonly string[] => {
    const parsed = specOf(two);
    const spec = { ...parsed.spec, securityGroups: { ...parsed.spec.securityGroups, services } };
    return plan(landscape, { ...parsed, spec }).steps.flatMap((step) =>
      step.kind === 'services.rules' ? step.groupId : [],
    );
  };

  it("`default` and what others manage get no rule, the operator's own do", () => {
    expect(served('icmp')).toEqual(['sg-app']);
    expect(served('none')).toEqual([]);
  });

  it('a list names those that do, by name or id, and no others', () => {
    expect(served(['default', 'sg-eks'])).toEqual(['sg-default', 'sg-eks']);
  });

  it('a name that no VPC has is refused, with those that there are', () => {
    expect(() => served(['defualt'])).toThrow(/no VPC of the mesh has the security group "?defualt/);
  });
});
