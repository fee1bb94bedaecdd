/** Looking at the emulated AWS from outside the product: whole-account pictures, and the pieces tests break. */
import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { GetInstanceProfileCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Lab } from '../../support/lab.ts';

/** As much of a lab as is needed to look. */
type Seen = Pick<Lab, 'ec2' | 'env'>;

export const regions = ['us-east-1', 'us-east-2', 'eu-west-1'] as const;

/** Everything that Describe calls answer, but terminated instances; sorted, so that two pictures compare. */
export async function picture(lab: Seen): Promise<unknown> {
  const parts = await Promise.all(
    regions.map(async (region) => [region, await regionPicture(lab.ec2(region))] as const),
  );
  return { ...Object.fromEntries(parts), iam: await iamPicture(lab) };
}

async function regionPicture(ec2: EC2Client): Promise<unknown> {
  const [vpcs, subnets, tables, groups, rules, nics, addresses, reservations, keys, volumes, tags] = await Promise.all([
    ec2.send(new DescribeVpcsCommand({})),
    ec2.send(new DescribeSubnetsCommand({})),
    ec2.send(new DescribeRouteTablesCommand({})),
    ec2.send(new DescribeSecurityGroupsCommand({})),
    ec2.send(new DescribeSecurityGroupRulesCommand({})),
    ec2.send(new DescribeNetworkInterfacesCommand({})),
    ec2.send(new DescribeAddressesCommand({})),
    ec2.send(new DescribeInstancesCommand({})),
    ec2.send(new DescribeKeyPairsCommand({})),
    ec2.send(new DescribeVolumesCommand({})),
    ec2.send(new DescribeTagsCommand({})),
  ]);
  const instances = (reservations.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
  const dead = new Set(
    instances.filter(({ State }) => State?.Name === 'terminated').map(({ InstanceId }) => InstanceId),
  );
  return {
    vpcs: vpcs.Vpcs,
    subnets: sorted(subnets.Subnets),
    tables: sorted(tables.RouteTables),
    groups: sorted(groups.SecurityGroups),
    rules: sorted(rules.SecurityGroupRules),
    nics: sorted(nics.NetworkInterfaces),
    addresses: sorted(addresses.Addresses),
    instances: sorted(instances.filter(({ InstanceId }) => !dead.has(InstanceId))),
    keys: sorted(keys.KeyPairs),
    volumes: sorted(volumes.Volumes),
    tags: sorted((tags.Tags ?? []).filter(({ ResourceId }) => !dead.has(ResourceId))),
  };
}

/** By content, whatever order AWS answered in; lists inside are sorted too. */
function sorted(all: readonly unknown[] | undefined): readonly unknown[] {
  return (all ?? []).map(normal).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return sorted(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, each]) => [key, normal(each)]),
    );
  }
  return value;
}

async function iamPicture({ env }: Seen): Promise<unknown> {
  const iam = new IAMClient({
    region: 'us-east-1',
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
  });
  const there = async (ask: Promise<unknown>): Promise<boolean> =>
    ask.then(
      () => true,
      (error: Error) => {
        if (error.name === 'NoSuchEntity' || error.name === 'NoSuchEntityException') return false;
        throw error;
      },
    );
  try {
    return {
      role: await there(iam.send(new GetRoleCommand({ RoleName: 'vpnmesh-corp' }))),
      profile: await there(iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'vpnmesh-corp' }))),
    };
  } finally {
    iam.destroy();
  }
}

/** How many of each kind carry the mesh's tag, and where: what two builds of one mesh must have in common. */
export async function census(lab: Seen): Promise<unknown> {
  const parts = await Promise.all(
    regions.map(async (region) => {
      const ec2 = lab.ec2(region);
      const Filters = [{ Name: 'tag:vpnmesh:mesh', Values: ['corp'] }];
      const [groups, rules, nics, addresses, reservations, keys, volumes, tables, all] = await Promise.all([
        ec2.send(new DescribeSecurityGroupsCommand({ Filters })),
        ec2.send(new DescribeSecurityGroupRulesCommand({ Filters })),
        ec2.send(new DescribeNetworkInterfacesCommand({ Filters })),
        ec2.send(new DescribeAddressesCommand({ Filters })),
        ec2.send(
          new DescribeInstancesCommand({
            Filters: [
              ...Filters,
              { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
            ],
          }),
        ),
        ec2.send(new DescribeKeyPairsCommand({ Filters })),
        ec2.send(new DescribeVolumesCommand({ Filters })),
        ec2.send(new DescribeRouteTablesCommand({})),
        ec2.send(new DescribeAddressesCommand({})),
      ]);
      const ours = new Set((nics.NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => NetworkInterfaceId));
      return {
        region,
        groups: (groups.SecurityGroups ?? []).map(({ GroupName }) => GroupName).toSorted(),
        rules: (rules.SecurityGroupRules ?? [])
          .map(({ IpProtocol, FromPort, ToPort }) => `${IpProtocol} ${FromPort} ${ToPort}`)
          .toSorted(),
        interfaces: (nics.NetworkInterfaces ?? []).map(
          ({ SourceDestCheck, Status }) => `${Status} check=${SourceDestCheck}`,
        ),
        addresses: (addresses.Addresses ?? []).map(({ NetworkInterfaceId }) => ours.has(NetworkInterfaceId)),
        untagged: (all.Addresses ?? []).length - (addresses.Addresses ?? []).length,
        instances: (reservations.Reservations ?? [])
          .flatMap(({ Instances }) => Instances ?? [])
          .map(
            ({ State, Tags }) =>
              `${State?.Name} ${(Tags ?? [])
                .map(({ Key }) => Key)
                // When the last run that came to its end had a report of the host: a run that found nothing to do asks for none.
                .filter((key) => key !== 'vpnmesh:changed')
                .toSorted()
                .join(' ')}`,
          ),
        keys: (keys.KeyPairs ?? []).map(({ KeyName }) => KeyName),
        volumes: (volumes.Volumes ?? []).map(({ Encrypted, State }) => `${State} encrypted=${Encrypted}`),
        routes: (tables.RouteTables ?? [])
          .flatMap(({ Routes }) => Routes ?? [])
          .filter(({ NetworkInterfaceId }) => ours.has(NetworkInterfaceId))
          .map(({ DestinationCidrBlock, State }) => `${DestinationCidrBlock} ${State}`)
          .toSorted(),
      };
    }),
  );
  return { parts, iam: await iamPicture(lab) };
}

/** The one interface of a concentrator. */
export async function concentratorInterface(
  lab: Lab,
  region: string,
): Promise<{
  readonly id: string;
  readonly groupId: string;
  readonly privateIp: string;
  readonly instanceId: string;
  readonly address: string;
}> {
  const { NetworkInterfaces } = await lab
    .ec2(region)
    .send(new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'tag:vpnmesh:role', Values: ['interface'] }] }));
  const [nic, ...more] = NetworkInterfaces ?? [];
  if (nic === undefined || more.length > 0)
    throw new Error(`${region} has ${more.length + (nic === undefined ? 0 : 1)} concentrator interfaces`);
  return {
    id: nic.NetworkInterfaceId ?? '',
    groupId: nic.Groups?.[0]?.GroupId ?? '',
    privateIp: nic.PrivateIpAddress ?? '',
    instanceId: nic.Attachment?.InstanceId ?? '',
    address: nic.Association?.PublicIp ?? '',
  };
}

/** The workload machine that the sandbox seeds in a private subnet. */
export async function workload(
  lab: Lab,
  region: string,
): Promise<{ readonly instanceId: string; readonly privateIp: string; readonly groupId: string }> {
  const { Reservations } = await lab.ec2(region).send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: 'tag:Name', Values: ['workload'] },
        { Name: 'instance-state-name', Values: ['running'] },
      ],
    }),
  );
  const one = Reservations?.[0]?.Instances?.[0];
  if (one === undefined) throw new Error(`${region} has no workload machine`);
  return {
    instanceId: one.InstanceId ?? '',
    privateIp: one.PrivateIpAddress ?? '',
    groupId: one.SecurityGroups?.[0]?.GroupId ?? '',
  };
}
