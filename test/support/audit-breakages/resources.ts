/** Calls that make, attach, point elsewhere or use up what a concentrator or its VPC has. */
import {
  AllocateAddressCommand,
  AssociateVpcCidrBlockCommand,
  AttachVolumeCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateVolumeCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DeleteVolumeCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  DetachVolumeCommand,
  DisassociateVpcCidrBlockCommand,
  ModifyNetworkInterfaceAttributeCommand,
  ReleaseAddressCommand,
  ReplaceRouteCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import type { End, MeshUnderTest } from '../mesh-under-test.ts';
import { type AuditBreakage, at } from './breakage.ts';
import { eventually } from './eventually.ts';

const mark = { Key: 'made-by', Value: 'somebody' };
const marked = [{ Name: `tag:${mark.Key}`, Values: [mark.Value] }];

async function instanceOf(mesh: MeshUnderTest, { name, instanceId }: End) {
  const asked = new DescribeInstancesCommand({ InstanceIds: [instanceId] });
  const { Reservations = [] } = await mesh.ec2(name).send(asked);
  const found = Reservations[0]?.Instances?.[0];
  if (found === undefined) throw new Error(`${instanceId} is not there`);
  return found;
}

async function allocate(mesh: MeshUnderTest, region: string): Promise<boolean> {
  const TagSpecifications = [{ ResourceType: 'elastic-ip' as const, Tags: [mark] }];
  return mesh
    .ec2(region)
    .send(new AllocateAddressCommand({ TagSpecifications }))
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof Error && error.name === 'AddressLimitExceeded') return false;
        throw error;
      },
    );
}

async function regroup(
  mesh: MeshUnderTest,
  { name, interfaceId: NetworkInterfaceId }: End,
  change: (ids: readonly string[]) => readonly string[],
): Promise<void> {
  const asked = new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [NetworkInterfaceId] });
  const { NetworkInterfaces = [] } = await mesh.ec2(name).send(asked);
  const before = (NetworkInterfaces[0]?.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
  const Groups = [...change(before)];
  await mesh.ec2(name).send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups }));
}

/** Routes that lead, or led, to the interface: by table. */
async function point(mesh: MeshUnderTest, { name }: End, from: string, to: string): Promise<void> {
  const ec2 = mesh.ec2(name);
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
  for (const { RouteTableId, Routes = [] } of RouteTables)
    for (const { DestinationCidrBlock, NetworkInterfaceId } of Routes)
      if (NetworkInterfaceId === from)
        await eventually(() =>
          ec2.send(new ReplaceRouteCommand({ RouteTableId, DestinationCidrBlock, NetworkInterfaceId: to })),
        );
}

export const onResources: readonly AuditBreakage[] = [
  at(
    'a network of the peer added to the VPC',
    'mesh.cidr-overlap',
    async (mesh, end) => {
      const { VpcId } = await instanceOf(mesh, end);
      const { responder } = await mesh.ends();
      const CidrBlock = responder.privateIp.replace(/^(\d+\.\d+)\..*/, '$1.200.0/24');
      await mesh.ec2(end.name).send(new AssociateVpcCidrBlockCommand({ VpcId, CidrBlock }));
    },
    async (mesh, end) => {
      const { VpcId = '' } = await instanceOf(mesh, end);
      const { Vpcs = [] } = await mesh.ec2(end.name).send(new DescribeVpcsCommand({ VpcIds: [VpcId] }));
      const AssociationId = Vpcs[0]?.CidrBlockAssociationSet?.at(-1)?.AssociationId;
      await mesh.ec2(end.name).send(new DisassociateVpcCidrBlockCommand({ AssociationId }));
    },
  ),
  at(
    'a group of the VPC that lost its rules for the mesh',
    'aws.service-icmp',
    async (mesh, { name, groupId }) => {
      const Filters = [{ Name: 'tag:vpnmesh:mesh', Values: ['corp'] }];
      const { SecurityGroupRules = [] } = await mesh.ec2(name).send(new DescribeSecurityGroupRulesCommand({ Filters }));
      const others = SecurityGroupRules.filter((one) => one.GroupId !== groupId && one.IsEgress !== true);
      const GroupId = others[0]?.GroupId;
      const SecurityGroupRuleIds = others.flatMap((one) =>
        one.GroupId === GroupId ? (one.SecurityGroupRuleId ?? []) : [],
      );
      await mesh.ec2(name).send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds }));
    },
    (mesh) => mesh.apply(),
  ),
  at(
    'routes that lead to an interface without an instance',
    'aws.route-blackhole',
    async (mesh, end) => {
      const { SubnetId } = await instanceOf(mesh, end);
      const TagSpecifications = [{ ResourceType: 'network-interface' as const, Tags: [mark] }];
      const made = await mesh.ec2(end.name).send(new CreateNetworkInterfaceCommand({ SubnetId, TagSpecifications }));
      await point(mesh, end, end.interfaceId, made.NetworkInterface?.NetworkInterfaceId ?? '');
    },
    async (mesh, end) => {
      const ec2 = mesh.ec2(end.name);
      const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters: marked }));
      for (const { NetworkInterfaceId = '' } of NetworkInterfaces) {
        await point(mesh, end, NetworkInterfaceId, end.interfaceId);
        await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
      }
    },
  ),
  at(
    'a second volume in clear',
    'aws.ebs-encrypted',
    async (mesh, end) => {
      const ec2 = mesh.ec2(end.name);
      const { Placement, InstanceId } = await instanceOf(mesh, end);
      const { VolumeId } = await ec2.send(
        new CreateVolumeCommand({
          AvailabilityZone: Placement?.AvailabilityZone,
          Size: 8,
          TagSpecifications: [{ ResourceType: 'volume', Tags: [mark] }],
        }),
      );
      await eventually(() => ec2.send(new AttachVolumeCommand({ VolumeId, InstanceId, Device: '/dev/sdf' })));
    },
    async (mesh, { name }) => {
      const { Volumes = [] } = await mesh.ec2(name).send(new DescribeVolumesCommand({ Filters: marked }));
      for (const { VolumeId } of Volumes) {
        await mesh.ec2(name).send(new DetachVolumeCommand({ VolumeId }));
        await mesh.ec2(name).send(new DeleteVolumeCommand({ VolumeId }));
      }
    },
  ),
  at(
    'a group of another mesh on the interface',
    'aws.unexpected-ingress',
    async (mesh, end) => {
      const ec2 = mesh.ec2(end.name);
      const { VpcId } = await instanceOf(mesh, end);
      const { GroupId = '' } = await ec2.send(
        new CreateSecurityGroupCommand({
          VpcId,
          GroupName: 'somebody',
          Description: 'of another mesh',
          TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'vpnmesh:mesh', Value: 'another' }] }],
        }),
      );
      const asked = new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '198.51.100.0/24' }] }],
      });
      await eventually(() => ec2.send(asked));
      await eventually(() => regroup(mesh, end, (all) => [...all, GroupId]));
    },
    async (mesh, end) => {
      const Filters = [{ Name: 'group-name', Values: ['somebody'] }];
      const { SecurityGroups = [] } = await mesh.ec2(end.name).send(new DescribeSecurityGroupsCommand({ Filters }));
      for (const { GroupId = '' } of SecurityGroups) {
        await regroup(mesh, end, (all) => all.filter((id) => id !== GroupId));
        await mesh.ec2(end.name).send(new DeleteSecurityGroupCommand({ GroupId }));
      }
    },
  ),
  at(
    'addresses that somebody hoards',
    'aws.quota-headroom',
    async (mesh, { name }) => {
      while (await allocate(mesh, name));
    },
    async (mesh, { name }) => {
      const { Addresses = [] } = await mesh.ec2(name).send(new DescribeAddressesCommand({ Filters: marked }));
      for (const { AllocationId } of Addresses) await mesh.ec2(name).send(new ReleaseAddressCommand({ AllocationId }));
    },
  ),
];
