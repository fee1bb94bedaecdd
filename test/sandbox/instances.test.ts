import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  DeleteNetworkInterfaceCommand,
  DescribeAddressesCommand,
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  type EC2Client,
  GetConsoleOutputCommand,
  type Instance,
  ModifyInstanceAttributeCommand,
  ModifyNetworkInterfaceAttributeCommand,
  ReleaseAddressCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, eventually, startSandbox, type TestSandbox } from './sandbox.ts';

let sandbox: TestSandbox;
let ec2: EC2Client;
let subnet: { id: string; vpcId: string };
let images: { debian: string; arm: string };
beforeAll(async () => {
  sandbox = await startSandbox();
  ec2 = sandbox.ec2();
  const { Subnets } = await ec2.send(
    new DescribeSubnetsCommand({ Filters: [{ Name: 'tag:Name', Values: ['public-a'] }] }),
  );
  subnet = { id: Subnets?.[0]?.SubnetId ?? '', vpcId: Subnets?.[0]?.VpcId ?? '' };
  const image = async (name: string): Promise<string> => {
    const found = await ec2.send(
      new DescribeImagesCommand({ Owners: ['136693071363'], Filters: [{ Name: 'name', Values: [name] }] }),
    );
    return found.Images?.[0]?.ImageId ?? '';
  };
  images = { debian: await image('debian-12-amd64-*'), arm: await image('debian-12-arm64-*') };
});
afterAll(async () => {
  await sandbox.stop();
});

async function nic(): Promise<string> {
  const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnet.id }));
  return NetworkInterface?.NetworkInterfaceId ?? '';
}
const launch = (NetworkInterfaceId: string, more: Partial<RunInstancesCommandInput> = {}) =>
  ec2.send(
    new RunInstancesCommand({
      ImageId: images.debian,
      InstanceType: 't3.small',
      MinCount: 1,
      MaxCount: 1,
      NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }],
      ...more,
    }),
  );
async function look(id: string): Promise<Instance | undefined> {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations?.[0]?.Instances?.[0];
}
const until = (id: string, state: string) =>
  eventually(
    () => look(id),
    (one) => one?.State?.Name === state,
  );
async function running(more: Partial<RunInstancesCommandInput> = {}) {
  const nicId = await nic();
  const { Instances } = await launch(nicId, more);
  const id = Instances?.[0]?.InstanceId ?? '';
  await until(id, 'running');
  return { id, nicId };
}
const interfaceNow = async (id: string) =>
  (await ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] }))).NetworkInterfaces?.[0];

describe('an instance', () => {
  test('is pending before it runs, on the interface it was given, as it was asked for', async () => {
    const nicId = await nic();
    const { Instances } = await launch(nicId, {
      KeyName: 'workload',
      DisableApiTermination: true,
      UserData: Buffer.from('#cloud-config\n').toString('base64'),
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeSize: 12 } }],
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'role', Value: 'concentrator' }] },
        { ResourceType: 'volume', Tags: [{ Key: 'role', Value: 'volume' }] },
      ],
    });
    const first = Instances?.[0];
    expect(first?.InstanceId).toMatch(/^i-[0-9a-f]{17}$/);
    expect(first?.State?.Name).toBe('pending');
    const now = await until(first?.InstanceId ?? '', 'running');
    expect(now?.NetworkInterfaces?.map((one) => one.NetworkInterfaceId)).toEqual([nicId]);
    expect(now?.MetadataOptions).toMatchObject({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    expect(now?.Tags).toEqual([{ Key: 'role', Value: 'concentrator' }]);
    const { Volumes } = await ec2.send(
      new DescribeVolumesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [first?.InstanceId ?? ''] }] }),
    );
    expect(Volumes?.map((one) => [one.Encrypted, one.Size, one.Tags?.[0]?.Value])).toEqual([[true, 12, 'volume']]);
    const attribute = await ec2.send(
      new DescribeInstanceAttributeCommand({ InstanceId: first?.InstanceId ?? '', Attribute: 'userData' }),
    );
    expect(Buffer.from(attribute.UserData?.Value ?? '', 'base64').toString()).toBe('#cloud-config\n');
  });

  test('asked for twice with one ClientToken is one', async () => {
    const nicId = await nic();
    const first = await launch(nicId, { ClientToken: 'once' });
    const again = await launch(nicId, { ClientToken: 'once' });
    expect(again.Instances?.[0]?.InstanceId).toBe(first.Instances?.[0]?.InstanceId);
    expect(await codeOf(launch(nicId, { ClientToken: 'once', InstanceType: 't3.micro' }))).toBe(
      'IdempotentParameterMismatch',
    );
  });

  test('cannot take an interface that is in use, nor an image of another architecture', async () => {
    const { nicId } = await running();
    expect(await codeOf(launch(nicId))).toBe('InvalidNetworkInterface.InUse');
    await expect(launch(await nic(), { ImageId: images.arm })).rejects.toThrow(
      "does not match the architecture 'arm64'",
    );
    expect(await codeOf(launch(await nic(), { ImageId: 'ami-00000000000000000' }))).toBe('InvalidAMIID.NotFound');
    expect(await codeOf(launch(await nic(), { KeyName: 'nobody' }))).toBe('InvalidKeyPair.NotFound');
  });

  test('passes its status checks some time after it runs, and prints its host keys on the console', async () => {
    const { id } = await running();
    const statuses = async () =>
      (await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [id] }))).InstanceStatuses?.[0]?.InstanceStatus
        ?.Status;
    expect(await statuses()).toBe('initializing');
    await eventually(statuses, (status) => status === 'ok');
    const output = await eventually(
      async () => (await ec2.send(new GetConsoleOutputCommand({ InstanceId: id }))).Output,
      (text) => text !== undefined,
    );
    const text = Buffer.from(output ?? '', 'base64').toString();
    expect(text).toMatch(/-----BEGIN SSH HOST KEY KEYS-----\r?\nssh-ed25519 \S+/);
  });

  test('stops over stopping, starts over pending, and keeps its interface', async () => {
    const { id, nicId } = await running();
    const { StoppingInstances } = await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    expect(StoppingInstances?.map((one) => [one.PreviousState?.Name, one.CurrentState?.Name])).toEqual([
      ['running', 'stopping'],
    ]);
    await until(id, 'stopped');
    expect((await interfaceNow(nicId))?.Attachment?.InstanceId).toBe(id);
    const { StartingInstances } = await ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
    expect(StartingInstances?.[0]?.CurrentState?.Name).toBe('pending');
    await until(id, 'running');
  });

  test('under protection is not terminated until the protection is taken off', async () => {
    const { id } = await running({ DisableApiTermination: true });
    const terminate = () => ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(await codeOf(terminate())).toBe('OperationNotPermitted');
    await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiTermination: { Value: false } }));
    const { TerminatingInstances } = await terminate();
    expect(TerminatingInstances?.[0]?.CurrentState?.Name).toBe('shutting-down');
  });

  test('leaves its interface and address behind, its volume not, and is listed for a while', async () => {
    const { id, nicId } = await running();
    const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
    await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId: nicId }));
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    const gone = await until(id, 'terminated');
    expect(gone?.NetworkInterfaces).toEqual([]);
    const left = await interfaceNow(nicId);
    expect(left?.Status).toBe('available');
    expect(left?.Association?.AllocationId).toBe(AllocationId);
    const { Volumes } = await ec2.send(
      new DescribeVolumesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [id] }] }),
    );
    expect(Volumes).toEqual([]);
    const { Instances } = await launch(nicId);
    const next = await until(Instances?.[0]?.InstanceId ?? '', 'running');
    expect(next?.PublicIpAddress).toBe(left?.Association?.PublicIp);
  });

  test('with an interface of its own takes it along', async () => {
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: images.debian,
        InstanceType: 't3.small',
        MinCount: 1,
        MaxCount: 1,
        SubnetId: subnet.id,
      }),
    );
    const id = Instances?.[0]?.InstanceId ?? '';
    const nicId = (await until(id, 'running'))?.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '';
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await until(id, 'terminated');
    expect(await codeOf(interfaceNow(nicId))).toBe('InvalidNetworkInterfaceID.NotFound');
  });
});

describe('network interfaces', () => {
  test('check source and destination until told not to', async () => {
    const id = await nic();
    expect((await interfaceNow(id))?.SourceDestCheck).toBe(true);
    await ec2.send(
      new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: id, SourceDestCheck: { Value: false } }),
    );
    expect((await interfaceNow(id))?.SourceDestCheck).toBe(false);
  });

  test('created twice with one ClientToken are one', async () => {
    const create = () => ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnet.id, ClientToken: 'nic' }));
    expect((await create()).NetworkInterface?.NetworkInterfaceId).toBe(
      (await create()).NetworkInterface?.NetworkInterfaceId,
    );
  });

  test('carry routes while their instance lives; without it a route is a black hole', async () => {
    const { id, nicId } = await running();
    const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: subnet.vpcId }));
    const RouteTableId = RouteTable?.RouteTableId ?? '';
    await ec2.send(
      new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '10.2.0.0/16', NetworkInterfaceId: nicId }),
    );
    const route = async () =>
      (await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }))).RouteTables?.[0]?.Routes?.[1];
    expect(await route()).toMatchObject({ State: 'active', NetworkInterfaceId: nicId, InstanceId: id });
    expect(await codeOf(ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: nicId })))).toBe(
      'InvalidParameterValue',
    );
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await until(id, 'terminated');
    expect(await route()).toMatchObject({ State: 'blackhole', NetworkInterfaceId: nicId });
  });
});

describe('Elastic IPs', () => {
  test('are five at most in a region, of documentation networks, and tell their region', async () => {
    const other = sandbox.ec2('us-west-2');
    const ips: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { PublicIp } = await other.send(new AllocateAddressCommand({ Domain: 'vpc' }));
      ips.push(PublicIp ?? '');
    }
    expect(new Set(ips).size).toBe(5);
    expect(ips.every((ip) => /^(198\.51\.100|203\.0\.113)\.\d+$/.test(ip))).toBe(true);
    expect(await codeOf(other.send(new AllocateAddressCommand({ Domain: 'vpc' })))).toBe('AddressLimitExceeded');
  });

  test('in use are not released, and do not move unless allowed to', async () => {
    const [a, b] = [await nic(), await nic()];
    const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
    await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId: a }));
    expect(await codeOf(ec2.send(new ReleaseAddressCommand({ AllocationId })))).toBe('InvalidIPAddress.InUse');
    expect(await codeOf(ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId: b })))).toBe(
      'Resource.AlreadyAssociated',
    );
    await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId: b, AllowReassociation: true }));
    const { Addresses } = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [AllocationId ?? ''] }));
    expect(Addresses?.[0]?.NetworkInterfaceId).toBe(b);
    await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: b }));
    await ec2.send(new ReleaseAddressCommand({ AllocationId }));
    expect(await codeOf(ec2.send(new ReleaseAddressCommand({ AllocationId })))).toBe('InvalidAllocationID.NotFound');
  });
});

test('nothing went wrong inside', () => {
  expect(sandbox.complaints).toEqual([]);
});
