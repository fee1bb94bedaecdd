import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  DescribeImagesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { project } from '#sandbox/api/hosts/topology.ts';
import { World } from '#sandbox/api/store/world.ts';
import { startSandbox, type TestSandbox } from './sandbox.ts';

let sandbox: TestSandbox;
let ec2: EC2Client;
beforeAll(async () => {
  sandbox = await startSandbox();
  ec2 = sandbox.ec2();
});
afterAll(async () => {
  await sandbox.stop();
});

const picture = () => project(new World(sandbox.state()));
const subnetNamed = async (name: string) =>
  (await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'tag:Name', Values: [name] }] }))).Subnets?.[0];

test('a seeded VPC is pictured with the routes in force in each subnet', async () => {
  const [vpc] = picture().vpcs;
  expect(vpc?.cidrs).toEqual(['10.1.0.0/16']);
  const local = { destination: '10.1.0.0/16', target: { kind: 'local' } };
  expect(vpc?.subnets.map(({ cidr, routes }) => [cidr, routes])).toEqual([
    ['10.1.0.0/24', [local, { destination: '0.0.0.0/0', target: { kind: 'internet' } }]],
    ['10.1.10.0/24', [local]],
    ['10.1.1.0/24', [local, { destination: '0.0.0.0/0', target: { kind: 'internet' } }]],
    ['10.1.11.0/24', [local]],
  ]);
});

test('the workload is pictured behind the rules of its group', () => {
  const [workload] = picture().interfaces;
  expect(workload).toMatchObject({
    sourceDestCheck: true,
    ingress: [{ protocol: 'all', cidrs: ['10.1.0.0/16'] }],
    egress: [{ protocol: 'all', cidrs: ['0.0.0.0/0'] }],
    instanceId: expect.stringMatching(/^i-/),
  });
  expect(workload?.publicIp).toBeUndefined();
});

test('a concentrator is pictured with its address, its rules, its members, and the routes to it while it lives', async () => {
  const subnet = await subnetNamed('public-a');
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId: subnet?.VpcId, GroupName: 'c', Description: 'c' }),
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [
        { IpProtocol: 'udp', FromPort: 500, ToPort: 500, IpRanges: [{ CidrIp: '203.0.113.9/32' }] },
        { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '203.0.113.9/32' }] },
        { IpProtocol: '50', FromPort: -1, ToPort: -1, UserIdGroupPairs: [{ GroupId }] },
      ],
    }),
  );
  const { NetworkInterface } = await ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId: subnet?.SubnetId, Groups: [GroupId ?? ''] }),
  );
  const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? '';
  await ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, SourceDestCheck: { Value: false } }));
  const { AllocationId, PublicIp } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
  await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
  const workloads = await subnetNamed('private-a');
  const Filters = [{ Name: 'association.subnet-id', Values: [workloads?.SubnetId ?? ''] }];
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  await ec2.send(
    new CreateRouteCommand({
      RouteTableId: RouteTables?.[0]?.RouteTableId,
      DestinationCidrBlock: '10.2.0.0/16',
      NetworkInterfaceId,
    }),
  );

  const nic = () => picture().interfaces.find((one) => one.id === NetworkInterfaceId);
  const route = () => picture().vpcs[0]?.subnets.find((one) => one.id === workloads?.SubnetId)?.routes[1];
  expect(nic()).toMatchObject({
    publicIp: PublicIp,
    sourceDestCheck: false,
    privateIp: NetworkInterface?.PrivateIpAddress,
  });
  expect(nic()?.ingress).toEqual([
    { protocol: 17, from: 500, to: 500, cidrs: ['203.0.113.9/32'] },
    { protocol: 1, from: 8, to: -1, cidrs: ['203.0.113.9/32'] },
    { protocol: 50, cidrs: [`${NetworkInterface?.PrivateIpAddress}/32`] },
  ]);
  expect(route()).toEqual({ destination: '10.2.0.0/16', target: { kind: 'blackhole' } });

  const { Images } = await ec2.send(
    new DescribeImagesCommand({ Owners: ['136693071363'], Filters: [{ Name: 'name', Values: ['debian-12-amd64-*'] }] }),
  );
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ImageId: Images?.[0]?.ImageId,
      InstanceType: 't3.small',
      MinCount: 1,
      MaxCount: 1,
      NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }],
    }),
  );
  const InstanceId = Instances?.[0]?.InstanceId ?? '';
  expect(nic()?.instanceId).toBe(InstanceId);
  expect(route()).toEqual({ destination: '10.2.0.0/16', target: { kind: 'interface', id: NetworkInterfaceId } });
  await sandbox.idle();
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
  await sandbox.idle();
  expect(nic()?.instanceId).toBeUndefined();
  expect(nic()?.publicIp).toBe(PublicIp);
  expect(route()).toEqual({ destination: '10.2.0.0/16', target: { kind: 'blackhole' } });
});
