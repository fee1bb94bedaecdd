/** What an operator finds after `sandbox up`: a VPC per region with something in it to reach. Made by the API's own actions. */
import type { QueryCall } from './api/call.ts';
import { imagesOf } from './api/ec2/image-catalogue.ts';
import { newIamId, newSecret } from './api/store/ids.ts';
import type { World } from './api/store/world.ts';
import type { Landscape } from './landscapes/landscape.ts';
import { Builder, named } from './seed-builder.ts';

/** The regions that are seeded and the second octet of their VPC: 10.N.0.0/16. */
export const seededRegions: Readonly<Record<string, number>> = { 'us-east-1': 1, 'us-east-2': 2, 'eu-west-1': 3 };

export const operatorName = 'operator';

/** The operator's user and access key. */
export function seedOperator(world: World, now: number): void {
  world.users.put({ id: operatorName, userId: newIamId('AIDA'), createdAt: new Date(now).toISOString(), policies: {} });
  world.accessKeys.put({ id: newIamId('AKIA'), secret: newSecret(), userName: operatorName });
}

const openSubnet = async (
  aws: Builder,
  vpcId: string,
  zone: string,
  cidr: string,
  name: string,
): Promise<readonly [string, string]> => {
  const subnetId = await aws.make(
    'CreateSubnet',
    { VpcId: vpcId, AvailabilityZone: zone, CidrBlock: cidr, ...named('subnet', name) },
    'subnet',
    'subnetId',
  );
  const tableId = await aws.make(
    'CreateRouteTable',
    { VpcId: vpcId, ...named('route-table', name) },
    'routeTable',
    'routeTableId',
  );
  await aws.make('AssociateRouteTable', { RouteTableId: tableId, SubnetId: subnetId });
  return [subnetId, tableId];
};

/** @returns the id of the VPC @param publicKey OpenSSH line of the key pair `workload` */
async function seedVpc(aws: Builder, regionName: string, octet: number, publicKey: string): Promise<string> {
  const network = `10.${octet}`;
  const vpcId = await aws.make(
    'CreateVpc',
    { CidrBlock: `${network}.0.0/16`, ...named('vpc', regionName) },
    'vpc',
    'vpcId',
  );
  const gatewayId = await aws.make(
    'CreateInternetGateway',
    named('internet-gateway', regionName),
    'internetGateway',
    'internetGatewayId',
  );
  await aws.make('AttachInternetGateway', { InternetGatewayId: gatewayId, VpcId: vpcId });
  const workloadSubnets: string[] = [];
  for (const [index, letter] of ['a', 'b'].entries()) {
    const zone = `${regionName}${letter}`;
    const [, publicTable] = await openSubnet(aws, vpcId, zone, `${network}.${index}.0/24`, `public-${letter}`);
    await aws.make('CreateRoute', {
      RouteTableId: publicTable,
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: gatewayId,
    });
    const [privateSubnet] = await openSubnet(aws, vpcId, zone, `${network}.${index + 10}.0/24`, `private-${letter}`);
    workloadSubnets.push(privateSubnet);
  }
  const groupId = await aws.make(
    'CreateSecurityGroup',
    {
      VpcId: vpcId,
      GroupName: 'services',
      GroupDescription: 'Services of this VPC',
      ...named('security-group', 'services'),
    },
    'groupId',
  );
  await aws.make('AuthorizeSecurityGroupIngress', {
    GroupId: groupId,
    'IpPermissions.1.IpProtocol': '-1',
    'IpPermissions.1.IpRanges.1.CidrIp': `${network}.0.0/16`,
    'IpPermissions.1.IpRanges.1.Description': 'this VPC',
  });
  await aws.make('ImportKeyPair', {
    KeyName: 'workload',
    PublicKeyMaterial: Buffer.from(publicKey).toString('base64'),
    ...named('key-pair', 'workload'),
  });
  const image = imagesOf(regionName).findLast(
    (one) => one.distribution === 'debian-12' && one.architecture === 'x86_64',
  );
  await aws.make('RunInstances', {
    ImageId: image?.id ?? '',
    InstanceType: 't3.small',
    MinCount: '1',
    MaxCount: '1',
    KeyName: 'workload',
    SubnetId: workloadSubnets[0] ?? '',
    'SecurityGroupId.1': groupId,
    'MetadataOptions.HttpTokens': 'required',
    ...named('instance', 'workload'),
  });
  return vpcId;
}

/** Seeds the regions, and lays a landscape over them. @returns the VPC's id of each */
export async function seedRegions(
  base: Pick<QueryCall, 'world' | 'hosts'>,
  regions: readonly string[],
  publicKey: string,
  landscape?: Landscape,
): Promise<Readonly<Record<string, string>>> {
  const { world, hosts } = base;
  const { settings } = world;
  const caller = {
    kind: 'user',
    arn: 'seed',
    userId: 'seed',
    name: operatorName,
    grounds: { identity: [], organization: [] },
    context: {},
  } as const;
  const made: Record<string, string> = {};
  // Everything is there at once: nobody is waiting for it to appear.
  world.settings = { ...settings, consistencyMs: 0 };
  for (const regionName of regions) {
    const region = world.region(regionName);
    const octet = seededRegions[regionName];
    if (region === undefined || octet === undefined) {
      throw new Error(`the sandbox seeds ${Object.keys(seededRegions).join(', ')}, not ${regionName}`);
    }
    const aws = new Builder({ world, hosts, regionName, region, caller, now: Date.now() });
    const vpcId = await seedVpc(aws, regionName, octet, publicKey);
    made[regionName] = vpcId;
    const others = regions.flatMap((one) => (one === regionName ? [] : (seededRegions[one] ?? [])));
    const first = regionName === regions[0];
    await landscape?.furnish?.({ world, regionName, region, aws, vpcId, octet, others, first });
  }
  for (const [regionName, region] of landscape?.everywhere === undefined ? [] : world.regions()) {
    const aws = new Builder({ world, hosts, regionName, region, caller, now: Date.now() });
    await landscape?.everywhere?.({ world, regionName, region, aws });
  }
  const { consistencyMs } = settings;
  world.settings = { ...world.settings, consistencyMs };
  return made;
}
