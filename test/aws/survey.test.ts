/** What the wizard chooses members from, read over HTTP. */
import {
  AssociateRouteTableCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { discover } from '#app/build/discover.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { noFitSubnet, type RegionSurvey } from '#mesh/observed/survey.ts';
import { type Lab, startLab } from '../support/lab.ts';

let lab: Lab;
const outside = { ...process.env };
beforeAll(async () => {
  lab = await startLab('none');
  Object.assign(process.env, lab.env);
}, 60_000);
afterAll(async () => {
  Object.assign(process.env, outside);
  await lab?.down();
}, 60_000);

async function scan(): Promise<{
  seen: Record<string, RegionSurvey>;
  unseen: Record<string, string>;
  names: readonly string[];
}> {
  const found = {
    seen: {} as Record<string, RegionSurvey>,
    unseen: {} as Record<string, string>,
    names: [] as readonly string[],
  };
  const cloud = createAwsCloud({ regions: ['us-east-1'] });
  await discover(cloud, {
    regions: (names) => {
      found.names = names;
    },
    seen: (survey) => {
      found.seen[survey.region] = survey;
    },
    unseen: (region, why) => {
      found.unseen[region] = why;
    },
  });
  cloud.close();
  return found;
}

it('tells of every region, its VPCs, and which of their subnets are public', async () => {
  const { seen, names } = await scan();
  expect(Object.keys(seen).toSorted()).toEqual([...names]);
  const [vpc] = seen['us-east-1']?.vpcs ?? [];
  expect(vpc).toMatchObject({ region: 'us-east-1', name: 'us-east-1', cidrs: ['10.1.0.0/16'], meshes: [] });
  expect(vpc?.subnets.map(({ zone, isPublic }) => [zone, isPublic])).toEqual([
    ['us-east-1a', expect.any(Boolean)],
    ['us-east-1a', expect.any(Boolean)],
    ['us-east-1b', expect.any(Boolean)],
    ['us-east-1b', expect.any(Boolean)],
  ]);
  expect(vpc?.subnets.filter(({ isPublic }) => isPublic)).toHaveLength(2);
  expect(seen['ap-northeast-1']?.vpcs).toEqual([]);
});

it('judges public subnets as the plan does: Block Public Access and Local Zones keep concentrators out', async () => {
  const settings = {
    blockPublicAccess: { 'us-east-2': 'block-ingress' },
    localZones: ['us-east-1-bos-1a'],
    consistencyMs: 0,
  };
  const url = `${lab.env.AWS_ENDPOINT_URL}/_sandbox/settings`;
  expect((await fetch(url, { method: 'POST', body: JSON.stringify(settings) })).ok).toBe(true);
  const ec2 = lab.ec2('us-east-1');
  const Filters = [{ Name: 'tag:Name', Values: ['public-a'] }];
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const [{ VpcId, RouteTableId } = {}] = RouteTables;
  const AvailabilityZone = 'us-east-1-bos-1a';
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, AvailabilityZone, CidrBlock: '10.1.60.0/24' }));
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId: Subnet?.SubnetId }));
  const { seen } = await scan();
  const publicOf = (region: string) => seen[region]?.vpcs[0]?.subnets.filter(({ isPublic }) => isPublic) ?? [];
  expect(publicOf('us-east-1').map(({ zone, fault }) => [zone, fault])).toEqual([
    [AvailabilityZone, expect.stringContaining('is not an availability zone')],
    ['us-east-1a', undefined],
    ['us-east-1b', undefined],
  ]);
  expect(publicOf('us-east-2').map(({ fault }) => fault)).toEqual(
    Array(2).fill('VPC Block Public Access (block-ingress) blocks it'),
  );
  const [vpc = { subnets: [] }] = seen['us-east-2']?.vpcs ?? [];
  expect(noFitSubnet(vpc)).toMatch(
    /^no public subnet that can have a concentrator: subnet-\w+: VPC Block Public Access/,
  );
  expect(noFitSubnet(seen['us-east-1']?.vpcs[0] ?? vpc)).toBeUndefined();
});

it('tells which mesh is in a VPC', async () => {
  const ec2 = lab.ec2('us-east-1');
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  const id = SecurityGroups[0]?.GroupId ?? '';
  await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'vpnmesh:mesh', Value: 'prod' }] }));
  expect((await scan()).seen['us-east-1']?.vpcs[0]?.meshes).toEqual(['prod']);
});

it('says why a region cannot be read, and reads the others', async () => {
  const fault = { service: 'ec2', action: 'DescribeVpcs', region: 'eu-west-1', effect: { kind: 'deny' } };
  await fetch(`${lab.env.AWS_ENDPOINT_URL}/_sandbox/faults`, { method: 'POST', body: JSON.stringify([fault]) });
  const { seen, unseen, names } = await scan();
  expect(unseen).toEqual({ 'eu-west-1': 'ec2:DescribeVpcs is denied' });
  expect(Object.keys(seen)).toHaveLength(names.length - 1);
});

it('lets no tag give orders to the terminal it is shown on', async () => {
  const cloud = await scan();
  const [vpc] = cloud.seen['us-east-1']?.vpcs ?? [];
  // XML has no way to write an escape; this is the C1 control that means the same.
  await lab
    .ec2('us-east-1')
    .send(new CreateTagsCommand({ Resources: [vpc?.id ?? ''], Tags: [{ Key: 'Name', Value: 'net\u009b2J' }] }));
  const [after] = (await scan()).seen['us-east-1']?.vpcs ?? [];
  expect(after?.name).toBe('net�2J');
});
