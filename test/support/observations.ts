/** Observations to plan from: two or three regions as `sandbox up` seeds them, and what a mesh adds to them. */
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { serviceRules } from '#mesh/ingress-rules.ts';
import { groupName, meshResourceName, ownershipTags, tagKeys } from '#mesh/names.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import { regionTags } from '#mesh/observed/region-record.ts';
import { wantedGroups } from '#mesh/plan/groups.ts';
import { rolePolicy } from '#mesh/role-policy.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';

export const regionNames = ['eu-west-1', 'us-east-1', 'us-east-2'] as const;

export function specOf(regions: readonly string[]): ParsedSpec {
  const members = regions.map((region) => `  - {region: ${region}, vpc: main}\n`).join('');
  return parseSpec(`mesh: corp\nmembers:\n${members}ssh: {from: [192.0.2.7/32]}\n`, 'vpnmesh.yaml');
}

const number = (region: string): number => regionNames.indexOf(region as (typeof regionNames)[number]) + 1;
const hex = (region: string, n: number): string => `${number(region)}${n}`.padStart(8, '0');

export function emptyRegion(region: string): RegionObservation {
  const vpcId = `vpc-${hex(region, 0)}`;
  const cidr = `10.${number(region)}.0.0/16`;
  const local = { destination: cidr, target: { kind: 'local', id: 'local' }, blackhole: false } as const;
  const out = {
    destination: '0.0.0.0/0',
    target: { kind: 'gateway', id: `igw-${hex(region, 0)}` },
    blackhole: false,
  } as const;
  return {
    region,
    vpcs: [{ id: vpcId, name: 'main', cidrs: [cidr] }],
    subnets: [1, 2].map((n) => ({
      id: `subnet-${hex(region, n)}`,
      vpcId,
      zone: `${region}a`,
      cidr: `10.${number(region)}.${n}.0/24`,
    })),
    routeTables: [
      { id: `rtb-${hex(region, 1)}`, vpcId, main: true, subnetIds: [], routes: [local, out] },
      { id: `rtb-${hex(region, 2)}`, vpcId, main: false, subnetIds: [`subnet-${hex(region, 2)}`], routes: [local] },
    ],
    networkAcls: [],
    groups: [{ id: `sg-${hex(region, 9)}`, vpcId, name: 'services', ingress: [], ruleCount: 0, tags: {} }],
    rules: [],
    interfaces: [],
    addresses: [],
    instances: [],
    keyPairs: [],
  };
}

export function emptyAws(regions: readonly string[] = regionNames): MeshObservation {
  return {
    account: '123456789012',
    partition: 'aws',
    caller: 'arn:aws:iam::123456789012:user/operator',
    iam: {},
    regions: regions.map(emptyRegion),
    unseen: [],
  };
}

/** What AWS says once the mesh stands, with `digest` as the state its hosts were brought to. */
export function builtAws(mesh: DesiredMesh, digest: string, regions: readonly string[] = regionNames): MeshObservation {
  const name = meshResourceName(mesh.name);
  const members = mesh.concentrators.map(({ region }) => region);
  const tags = { ...ownershipTags(mesh.name, 'role'), ...regionTags(members) };
  const address = (concentrator: string): string => `198.51.100.${number(concentrator)}`;
  const empty = emptyAws(regions);
  return {
    ...empty,
    iam: {
      role: {
        arn: `arn:aws:iam::123456789012:role/${name}`,
        tags,
        policy: rolePolicy(empty, { mesh: mesh.name, logGroup: mesh.logGroup }),
      },
      profile: { arn: 'arn:…', tags, roles: [name] },
    },
    regions: regions.map((region): RegionObservation => {
      const seeded = emptyRegion(region);
      const one = mesh.concentrators.find((each) => each.region === region);
      if (one === undefined) return seeded;
      const own = (role: Parameters<typeof ownershipTags>[1]) => ownershipTags(mesh.name, role, one.name);
      const nic = `eni-${hex(region, 1)}`;
      const group = `sg-${hex(region, 1)}`;
      const [ingress = []] = wantedGroups({ mesh }, one, one.peers.map(address));
      const services = serviceRules('icmp', mesh.cidrs);
      return {
        ...seeded,
        routeTables: seeded.routeTables.map((table) => ({
          ...table,
          routes: [
            ...table.routes,
            ...one.remoteCidrs.map((destination) => ({
              destination,
              target: { kind: 'interface', id: nic } as const,
              blackhole: false,
            })),
          ],
        })),
        groups: [
          ...seeded.groups.map((each) => ({ ...each, ingress: services })),
          {
            id: group,
            vpcId: one.vpcId,
            name: groupName(mesh.name, one.name, 0),
            ingress,
            ruleCount: ingress.length,
            tags: own('group'),
          },
        ],
        rules: [
          ...ingress.map((rule, n) => ({
            ...rule,
            id: `sgr-${hex(region, n)}`,
            groupId: group,
            description: 'vpnmesh corp',
            tags: own('rule'),
          })),
          ...services.map((rule, n) => ({
            ...rule,
            id: `sgr-9${hex(region, n)}`,
            groupId: `sg-${hex(region, 9)}`,
            description: 'vpnmesh corp',
            tags: own('rule'),
          })),
        ],
        interfaces: [
          {
            id: nic,
            vpcId: one.vpcId,
            subnetId: one.subnetId,
            privateIp: `10.${number(region)}.1.10`,
            sourceDestCheck: false,
            groupIds: [group],
            instanceId: `i-${hex(region, 1)}`,
            tags: own('interface'),
          },
        ],
        addresses: [
          {
            allocationId: `eipalloc-${hex(region, 1)}`,
            ip: address(region),
            associationId: 'eipassoc-1',
            interfaceId: nic,
            tags: own('address'),
          },
        ],
        instances: [
          {
            id: `i-${hex(region, 1)}`,
            vpcId: one.vpcId,
            state: 'running',
            imageId: 'ami-1',
            instanceType: 't3.small',
            interfaceIds: [nic],
            tags: { ...own('concentrator'), [tagKeys.hostKey]: 'SHA256:x', [tagKeys.applied]: digest },
          },
        ],
        volumes: [{ id: `vol-${hex(region, 1)}`, instanceId: `i-${hex(region, 1)}`, tags: own('volume') }],
        keyPairs: [{ name, id: `key-${hex(region, 1)}`, tags: ownershipTags(mesh.name, 'key') }],
        logGroup: { name: '/vpnmesh/corp', retentionDays: 90, tags: ownershipTags(mesh.name, 'logs') },
      };
    }),
  };
}
