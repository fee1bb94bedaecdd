/** Describe calls: filters, pages, what is not there; and asking without doing. */
import {
  AllocateAddressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  DeleteVpcCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInstanceTypesCommand,
  DescribeRegionsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  paginateDescribeSecurityGroups,
} from '@aws-sdk/client-ec2';
import { meshFilter, newPlace, newVpc } from '../place.ts';
import { outcome, type Scenario } from '../scenario.ts';

export const filters: Scenario = {
  name: 'filters',
  run: async ({ ec2 }, see) => {
    const VpcId = await newVpc(ec2);
    const subnet = (CidrBlock: string, AvailabilityZone: string) =>
      ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }));
    await subnet('10.90.1.0/24', 'us-east-1a');
    await subnet('10.90.2.0/24', 'us-east-1b');
    const find = async (Name: string, Values: string[]) => {
      const Filters = [
        { Name: 'vpc-id', Values: [VpcId] },
        { Name, Values },
      ];
      const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
      return Subnets?.map((one) => one.CidrBlock).toSorted();
    };
    see('one zone', await find('availability-zone', ['us-east-1b']));
    see('either zone', await find('availability-zone', ['us-east-1a', 'us-east-1b']));
    see('a star', await find('availability-zone', ['us-east-1*']));
    see('no such value', await find('availability-zone', ['us-east-1f']));
    see('no such tag', await find('tag:Name', ['none']));
    see('no such filter', await outcome(find('frobnicate', ['x'])));
    await ec2.send(new CreateTagsCommand({ Resources: [VpcId], Tags: [{ Key: 'vpnmesh:mesh', Value: 'filters' }] }));
    see('by tag', (await ec2.send(new DescribeVpcsCommand({ Filters: meshFilter('filters') }))).Vpcs?.length);
    const byKey = await ec2.send(
      new DescribeVpcsCommand({
        Filters: [
          { Name: 'tag-key', Values: ['vpnmesh:mesh'] },
          { Name: 'vpc-id', Values: [VpcId] },
        ],
      }),
    );
    see('by tag key', byKey.Vpcs?.length);
    see('a VPC with subnets deleted', await outcome(ec2.send(new DeleteVpcCommand({ VpcId }))));
    see('a VPC that is not there', await outcome(ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-00000000'] }))));
    const nowhere = new CreateSecurityGroupCommand({ VpcId: 'vpc-00000000', GroupName: 'x', Description: 'x' });
    see('a group in it', await outcome(ec2.send(nowhere)));
    see(
      'tags on what is not there',
      await outcome(ec2.send(new CreateTagsCommand({ Resources: ['i-00000000'], Tags: [{ Key: 'a', Value: 'b' }] }))),
    );
  },
};

export const pages: Scenario = {
  name: 'pages',
  run: async ({ ec2 }, see) => {
    const VpcId = await newVpc(ec2);
    for (let n = 0; n < 11; n++) {
      await ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName: `page-${n}`, Description: 'page' }));
    }
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
    const sizes: number[] = [];
    const names = new Set<string | undefined>();
    for await (const { SecurityGroups = [] } of paginateDescribeSecurityGroups(
      { client: ec2, pageSize: 5 },
      { Filters },
    )) {
      sizes.push(SecurityGroups.length);
      for (const { GroupName } of SecurityGroups) names.add(GroupName);
    }
    see('sizes', sizes);
    see('all of them', names.size);
  },
};

export const places: Scenario = {
  name: 'regions, zones and types',
  run: async ({ ec2 }, see) => {
    const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({}));
    see(
      'regions',
      ['us-east-1', 'us-east-2', 'eu-west-1'].filter((name) => Regions.some((one) => one.RegionName === name)),
    );
    const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
    see('zones', AvailabilityZones.map(({ ZoneName, State }) => [ZoneName, State]).slice(0, 2));
    const type = async (name: string) => {
      const Filters = [{ Name: 'instance-type', Values: [name] }];
      const { InstanceTypes } = await ec2.send(new DescribeInstanceTypesCommand({ Filters }));
      return InstanceTypes?.map((one) => [one.InstanceType, one.ProcessorInfo?.SupportedArchitectures]);
    };
    see('t3.small', await type('t3.small'));
    see('t4g.small', await type('t4g.small'));
    see('a type there is not', await type('t0.none'));
  },
};

export const dryRun: Scenario = {
  name: 'DryRun',
  run: async ({ ec2 }, see) => {
    const { vpcId: VpcId } = await newPlace(ec2);
    see('an address', await outcome(ec2.send(new AllocateAddressCommand({ DryRun: true, Domain: 'vpc' }))));
    const group = { VpcId, GroupName: 'dry', Description: 'dry' };
    see('a group', await outcome(ec2.send(new CreateSecurityGroupCommand({ ...group, DryRun: true }))));
    see('the group was not made', await outcome(ec2.send(new CreateSecurityGroupCommand(group))));
    const tags = { Resources: [VpcId], Tags: [{ Key: 'dry', Value: 'run' }] };
    see('tags', await outcome(ec2.send(new CreateTagsCommand({ ...tags, DryRun: true }))));
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [VpcId] }));
    see('the tags were not set', Vpcs?.[0]?.Tags ?? []);
  },
};
