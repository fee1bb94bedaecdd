import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, eventually, startSandbox, type TestSandbox } from './sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ settings: { consistencyMs: 400 } });
});
afterAll(async () => {
  await sandbox.stop();
});

const vpcId = async () => (await sandbox.ec2().send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId ?? '';
async function group(GroupName: string): Promise<string> {
  const { GroupId } = await sandbox
    .ec2()
    .send(new CreateSecurityGroupCommand({ VpcId: await vpcId(), GroupName, Description: 'x' }));
  return GroupId ?? '';
}

describe('what was just created', () => {
  test('is not found by id, nor by filter, for a moment; then it is', async () => {
    const ec2 = sandbox.ec2();
    const id = await group('new');
    const byId = () => ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
    const byName = async () =>
      (await ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['new'] }] })))
        .SecurityGroups?.length;
    expect(await codeOf(byId())).toBe('InvalidGroup.NotFound');
    expect(await byName()).toBe(0);
    const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '192.0.2.0/24' }] }];
    expect(await codeOf(ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions })))).toBe(
      'InvalidGroup.NotFound',
    );
    // Its name is taken from the first moment, whatever Describe says.
    expect(await codeOf(group('new'))).toBe('InvalidGroup.Duplicate');
    await eventually(byName, (count) => count === 1);
    expect((await byId()).SecurityGroups?.[0]?.GroupId).toBe(id);
  });
});

describe('pages', () => {
  test('are as small as the sandbox is told to make them, and together are everything', async () => {
    await sandbox.post('/_sandbox/settings', { maxPage: 1 });
    const ids: (string | undefined)[] = [];
    let pages = 0;
    for await (const page of paginateDescribeSubnets({ client: sandbox.ec2() }, {})) {
      pages += 1;
      ids.push(...(page.Subnets?.map((one) => one.SubnetId) ?? []));
    }
    await sandbox.post('/_sandbox/settings', { maxPage: 1000 });
    const { Subnets } = await sandbox.ec2().send(new DescribeSubnetsCommand({}));
    expect(pages).toBe(4);
    expect(ids).toEqual(Subnets?.map((one) => one.SubnetId));
  });
});

describe('the request log', () => {
  test('tells looking from changing, call by call', async () => {
    const before = sandbox.requests().length;
    await sandbox.ec2().send(new DescribeVpcsCommand({}));
    await group('logged');
    await codeOf(group('logged'));
    const lines = sandbox
      .requests()
      .slice(before)
      .filter((line) => line.action !== 'DescribeVpcs' || !line.mutating);
    expect(lines.map((line) => [line.service, line.action, line.mutating, line.status, line.code])).toEqual([
      ['ec2', 'DescribeVpcs', false, 200, undefined],
      ['ec2', 'DescribeVpcs', false, 200, undefined],
      ['ec2', 'CreateSecurityGroup', true, 200, undefined],
      ['ec2', 'DescribeVpcs', false, 200, undefined],
      ['ec2', 'CreateSecurityGroup', true, 400, 'InvalidGroup.Duplicate'],
    ]);
    expect(lines[0]?.userAgent).toMatch(/aws-sdk-js/);
  });
});

describe('faults', () => {
  const set = async (...faults: unknown[]) => expect((await sandbox.post('/_sandbox/faults', faults)).status).toBe(200);
  const regions = () => sandbox.ec2('us-east-2').send(new DescribeVpcsCommand({}));

  test('strike as often as they were told to, where they were told to', async () => {
    const effect = { kind: 'error', code: 'RequestLimitExceeded', message: 'Request limit exceeded.', status: 503 };
    await set({ service: 'ec2', action: 'DescribeVpcs', region: 'us-east-2', times: 2, effect });
    await sandbox.ec2('us-east-1').send(new DescribeVpcsCommand({}));
    expect(await codeOf(regions())).toBe('RequestLimitExceeded');
    expect(await codeOf(regions())).toBe('RequestLimitExceeded');
    await regions();
  });

  test('can keep the answer of a call that had its effect', async () => {
    const ec2 = sandbox.ec2();
    await set({ service: 'ec2', action: 'AllocateAddress', times: 1, when: 'after', effect: { kind: 'hang-up' } });
    await expect(ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))).rejects.toThrow();
    await eventually(
      async () => (await ec2.send(new DescribeAddressesCommand({}))).Addresses?.length,
      (count) => count === 1,
    );
  });

  test('that make no sense are refused', async () => {
    expect((await sandbox.post('/_sandbox/faults', [{ service: 'ec2', effect: 'explode' }])).status).toBe(400);
  });
});

describe('a restart', () => {
  test('loses nothing: instances run again, addresses and groups are as they were', async () => {
    const ec2 = sandbox.ec2();
    const { Subnets } = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'tag:Name', Values: ['public-a'] }] }),
    );
    const { NetworkInterface } = await ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: Subnets?.[0]?.SubnetId }),
    );
    const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
    const associate = () =>
      ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId: NetworkInterface?.NetworkInterfaceId }));
    await eventually(
      () => associate().catch(() => undefined),
      (answer) => answer !== undefined,
    );
    const picture = async (client: EC2Client) => ({
      addresses: (await client.send(new DescribeAddressesCommand({}))).Addresses,
      groups: (await client.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups,
      instances: (await client.send(new DescribeInstancesCommand({}))).Reservations,
    });
    const before = await picture(ec2);
    expect(before.addresses?.some((one) => one.AssociationId !== undefined)).toBe(true);
    await sandbox.restart();
    // A new client: the old one keeps connections to the old process.
    expect(await picture(sandbox.ec2())).toEqual(before);
  });
});

test('nothing went wrong inside', () => {
  expect(sandbox.complaints).toEqual([]);
});
