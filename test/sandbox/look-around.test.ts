import {
  DescribeAddressesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  paginateDescribeImages,
} from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox, type TestSandbox } from './sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ regions: ['us-east-1', 'us-east-2'] });
});
afterAll(async () => {
  await sandbox.stop();
});

describe('a new sandbox', () => {
  test('knows who calls', async () => {
    const { Account, Arn } = await sandbox.sts().send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:iam::${Account}:user/operator`);
  });

  test('has the regions and zones an account has', async () => {
    const { Regions } = await sandbox.ec2().send(new DescribeRegionsCommand({}));
    expect(Regions?.map((region) => region.RegionName)).toEqual(
      expect.arrayContaining(['us-east-1', 'us-east-2', 'eu-west-1']),
    );
    const { AvailabilityZones } = await sandbox.ec2('us-east-2').send(new DescribeAvailabilityZonesCommand({}));
    expect(AvailabilityZones?.map((zone) => [zone.ZoneName, zone.ZoneId])).toEqual([
      ['us-east-2a', 'use2-az1'],
      ['us-east-2b', 'use2-az2'],
      ['us-east-2c', 'use2-az3'],
    ]);
  });

  test.each([
    ['us-east-1', '10.1.0.0/16'],
    ['us-east-2', '10.2.0.0/16'],
  ])('has a VPC in %s with public and private subnets in two zones', async (region, cidr) => {
    const ec2 = sandbox.ec2(region);
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs.map((vpc) => [vpc.CidrBlock, vpc.Tags])).toEqual([[cidr, [{ Key: 'Name', Value: region }]]]);
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    expect(Subnets.map((subnet) => subnet.AvailabilityZone).toSorted()).toEqual(
      ['a', 'a', 'b', 'b'].map((z) => region + z),
    );
    const { InternetGateways = [] } = await ec2.send(new DescribeInternetGatewaysCommand({}));
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
    const open = RouteTables.filter((table) =>
      table.Routes?.some((route) => route.DestinationCidrBlock === '0.0.0.0/0'),
    );
    expect(open.map((table) => table.Routes?.at(-1)?.GatewayId)).toEqual(
      Array(2).fill(InternetGateways[0]?.InternetGatewayId),
    );
    const publicSubnets = open.flatMap((table) => table.Associations?.map((one) => one.SubnetId));
    expect(Subnets.filter((one) => publicSubnets.includes(one.SubnetId)).map((one) => one.Tags?.[0]?.Value)).toEqual([
      'public-a',
      'public-b',
    ]);
  });

  test('has a network ACL that lets everything through', async () => {
    const { NetworkAcls = [] } = await sandbox.ec2().send(new DescribeNetworkAclsCommand({}));
    expect(NetworkAcls).toHaveLength(1);
    expect(NetworkAcls[0]?.IsDefault).toBe(true);
    expect(NetworkAcls[0]?.Associations).toHaveLength(4);
    expect(
      NetworkAcls[0]?.Entries?.map((e) => [e.RuleNumber, e.Egress, e.RuleAction, e.Protocol, e.CidrBlock]),
    ).toEqual([
      [100, true, 'allow', '-1', '0.0.0.0/0'],
      [100, false, 'allow', '-1', '0.0.0.0/0'],
      [32767, true, 'deny', '-1', '0.0.0.0/0'],
      [32767, false, 'deny', '-1', '0.0.0.0/0'],
    ]);
  });

  test('runs a workload in a private subnet behind a group that trusts its own VPC', async () => {
    const { Reservations = [] } = await sandbox
      .ec2()
      .send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: ['workload'] }] }));
    const instance = Reservations[0]?.Instances?.[0];
    expect(instance?.State?.Name).toBe('running');
    expect(instance?.PublicIpAddress).toBeUndefined();
    expect(instance?.PrivateIpAddress).toMatch(/^10\.1\.10\.\d+$/);
    expect(instance?.SecurityGroups?.map((group) => group.GroupName)).toEqual(['services']);
    const { SecurityGroups = [] } = await sandbox.ec2().send(
      new DescribeSecurityGroupsCommand({
        GroupIds: instance?.SecurityGroups?.flatMap((group) => group.GroupId ?? []) ?? [],
      }),
    );
    expect(SecurityGroups[0]?.IpPermissions?.map((one) => [one.IpProtocol, one.IpRanges?.[0]?.CidrIp])).toEqual([
      ['-1', '10.1.0.0/16'],
    ]);
  });

  test('has no Elastic IP yet', async () => {
    const { Addresses } = await sandbox.ec2().send(new DescribeAddressesCommand({}));
    expect(Addresses).toEqual([]);
  });

  test('offers the official images by owner and name, several dates each', async () => {
    const { Images = [] } = await sandbox.ec2().send(
      new DescribeImagesCommand({
        Owners: ['136693071363'],
        Filters: [
          { Name: 'name', Values: ['debian-12-amd64-*'] },
          { Name: 'architecture', Values: ['x86_64'] },
        ],
      }),
    );
    expect(Images.length).toBeGreaterThan(1);
    expect(new Set(Images.map((image) => image.CreationDate)).size).toBe(Images.length);
    expect(Images.every((image) => image.OwnerId === '136693071363')).toBe(true);
  });

  test("also has a stranger's newer image under the same name", async () => {
    const { Images = [] } = await sandbox
      .ec2()
      .send(new DescribeImagesCommand({ Filters: [{ Name: 'name', Values: ['debian-12-amd64-*'] }] }));
    const newest = Images.toSorted((a, b) => ((a.CreationDate ?? '') < (b.CreationDate ?? '') ? 1 : -1))[0];
    expect(newest?.OwnerId).toBe('999988887777');
  });

  test('pages where AWS pages', async () => {
    const ec2 = sandbox.ec2();
    const pages: string[][] = [];
    for await (const page of paginateDescribeImages({ client: ec2, pageSize: 10 }, {})) {
      pages.push(page.Images?.flatMap((image) => image.ImageId ?? []) ?? []);
    }
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({}));
    expect(pages.length).toBe(Math.ceil(Images.length / 10));
    expect(pages.flat()).toEqual(Images.map((image) => image.ImageId));
  });
});

test('nothing went wrong inside', () => {
  expect(sandbox.complaints).toEqual([]);
});
