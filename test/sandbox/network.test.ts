import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNetworkAclEntryCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteInternetGatewayCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DeleteTagsCommand,
  DeleteVpcCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  type EC2Client,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, startSandbox, type TestSandbox } from './sandbox.ts';

let sandbox: TestSandbox;
let ec2: EC2Client;
beforeAll(async () => {
  sandbox = await startSandbox({ regions: [] });
  ec2 = sandbox.ec2('eu-west-2');
});
afterAll(async () => {
  await sandbox.stop();
});

async function vpc(cidr: string): Promise<string> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: cidr }));
  return Vpc?.VpcId ?? '';
}
async function subnet(VpcId: string, CidrBlock: string): Promise<string> {
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock }));
  return Subnet?.SubnetId ?? '';
}
async function table(VpcId: string): Promise<string> {
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
  return RouteTable?.RouteTableId ?? '';
}
async function gateway(VpcId: string): Promise<string> {
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const InternetGatewayId = InternetGateway?.InternetGatewayId ?? '';
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  return InternetGatewayId;
}

describe('a VPC', () => {
  test('is born with a main table, a default ACL and a default group, and takes them along when it goes', async () => {
    const VpcId = await vpc('10.50.0.0/16');
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
    const tables = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    expect(tables.RouteTables?.map((one) => [one.Associations?.[0]?.Main, one.Routes?.[0]?.GatewayId])).toEqual([
      [true, 'local'],
    ]);
    const acls = await ec2.send(new DescribeNetworkAclsCommand({ Filters }));
    expect(acls.NetworkAcls?.map((one) => one.IsDefault)).toEqual([true]);
    const groups = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    expect(groups.SecurityGroups?.map((one) => one.GroupName)).toEqual(['default']);
    await ec2.send(new DeleteVpcCommand({ VpcId }));
    expect((await ec2.send(new DescribeRouteTablesCommand({ Filters }))).RouteTables).toEqual([]);
    expect(await codeOf(ec2.send(new DescribeVpcsCommand({ VpcIds: [VpcId] })))).toBe('InvalidVpcID.NotFound');
  });

  test('cannot go while something is in it', async () => {
    const VpcId = await vpc('10.51.0.0/16');
    const SubnetId = await subnet(VpcId, '10.51.1.0/24');
    expect(await codeOf(ec2.send(new DeleteVpcCommand({ VpcId })))).toBe('DependencyViolation');
    await ec2.send(new DeleteSubnetCommand({ SubnetId }));
    await ec2.send(new DeleteVpcCommand({ VpcId }));
  });

  test('has an Internet gateway at most, which must be detached before it goes', async () => {
    const VpcId = await vpc('10.52.0.0/16');
    const InternetGatewayId = await gateway(VpcId);
    await expect(gateway(VpcId)).rejects.toThrow('already has an internet gateway');
    expect(await codeOf(ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId })))).toBe('DependencyViolation');
    await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
    await ec2.send(new DeleteVpcCommand({ VpcId }));
  });
});

describe('subnets', () => {
  test('lie inside their VPC and beside each other', async () => {
    const VpcId = await vpc('10.53.0.0/16');
    await subnet(VpcId, '10.53.0.0/24');
    expect(await codeOf(subnet(VpcId, '10.53.0.128/25'))).toBe('InvalidSubnet.Conflict');
    expect(await codeOf(subnet(VpcId, '10.54.0.0/24'))).toBe('InvalidSubnet.Range');
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }));
    expect(Subnets?.map((one) => [one.CidrBlock, one.AvailableIpAddressCount])).toEqual([['10.53.0.0/24', 251]]);
  });
});

describe('route tables', () => {
  let VpcId: string;
  beforeAll(async () => {
    VpcId = await vpc('10.60.0.0/16');
  });

  const routes = async (RouteTableId: string) => {
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
    return RouteTables[0]?.Routes?.map((one) => [one.DestinationCidrBlock, one.GatewayId, one.State, one.Origin]);
  };

  test('a route to a gateway is active, and a black hole when the gateway is detached', async () => {
    const RouteTableId = await table(VpcId);
    const GatewayId = await gateway(VpcId);
    await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId }));
    expect(await routes(RouteTableId)).toEqual([
      ['10.60.0.0/16', 'local', 'active', 'CreateRouteTable'],
      ['0.0.0.0/0', GatewayId, 'active', 'CreateRoute'],
    ]);
    expect(
      await codeOf(ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId }))),
    ).toBe('RouteAlreadyExists');
    await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId: GatewayId, VpcId }));
    expect((await routes(RouteTableId))?.[1]).toEqual(['0.0.0.0/0', GatewayId, 'blackhole', 'CreateRoute']);
    await ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0' }));
    expect(
      await codeOf(ec2.send(new ReplaceRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId }))),
    ).toBe('InvalidParameterValue');
    expect(await codeOf(ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0' })))).toBe(
      'InvalidRoute.NotFound',
    );
  });

  test('serve a subnet each time only once, and cannot go while they serve one', async () => {
    const [RouteTableId, other] = [await table(VpcId), await table(VpcId)];
    const SubnetId = await subnet(VpcId, '10.60.9.0/24');
    const { AssociationId } = await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
    expect(await codeOf(ec2.send(new AssociateRouteTableCommand({ RouteTableId: other, SubnetId })))).toBe(
      'Resource.AlreadyAssociated',
    );
    expect(await codeOf(ec2.send(new DeleteRouteTableCommand({ RouteTableId })))).toBe('DependencyViolation');
    await ec2.send(new DisassociateRouteTableCommand({ AssociationId: AssociationId ?? '' }));
    await ec2.send(new DeleteRouteTableCommand({ RouteTableId }));
  });

  test('created twice with one ClientToken are one; other parameters with it are refused', async () => {
    const create = () => ec2.send(new CreateRouteTableCommand({ VpcId, ClientToken: 'table-token' }));
    const [first, second] = [await create(), await create()];
    expect(second.RouteTable?.RouteTableId).toBe(first.RouteTable?.RouteTableId);
    const other = await vpc('10.61.0.0/16');
    expect(await codeOf(ec2.send(new CreateRouteTableCommand({ VpcId: other, ClientToken: 'table-token' })))).toBe(
      'IdempotentParameterMismatch',
    );
  });
});

test('a network ACL entry is read back as it was written', async () => {
  const VpcId = await vpc('10.62.0.0/16');
  const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
  const { NetworkAcls: before } = await ec2.send(new DescribeNetworkAclsCommand({ Filters }));
  const entry = {
    RuleNumber: 50,
    Protocol: '17',
    RuleAction: 'deny',
    Egress: false,
    CidrBlock: '0.0.0.0/0',
    PortRange: { From: 4500, To: 4500 },
  } as const;
  await ec2.send(new CreateNetworkAclEntryCommand({ NetworkAclId: before?.[0]?.NetworkAclId, ...entry }));
  const { NetworkAcls: after } = await ec2.send(new DescribeNetworkAclsCommand({ Filters }));
  expect(after?.[0]?.Entries).toContainEqual(entry);
});

describe('tags', () => {
  test('are set at creation, changed, filtered by and taken away', async () => {
    const { InternetGateway } = await ec2.send(
      new CreateInternetGatewayCommand({
        TagSpecifications: [{ ResourceType: 'internet-gateway', Tags: [{ Key: 'a', Value: '1' }] }],
      }),
    );
    const id = InternetGateway?.InternetGatewayId ?? '';
    expect(InternetGateway?.Tags).toEqual([{ Key: 'a', Value: '1' }]);
    await ec2.send(
      new CreateTagsCommand({
        Resources: [id],
        Tags: [
          { Key: 'a', Value: '2' },
          { Key: 'b', Value: '' },
        ],
      }),
    );
    const tagsOf = async () =>
      (await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [id] }] }))).Tags?.map(
        (tag) => [tag.Key, tag.Value, tag.ResourceType],
      );
    expect(await tagsOf()).toEqual([
      ['a', '2', 'internet-gateway'],
      ['b', '', 'internet-gateway'],
    ]);
    await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: 'a' }] }));
    expect(await tagsOf()).toEqual([['b', '', 'internet-gateway']]);
  });

  test("of somebody else's kind are refused at creation", async () => {
    const TagSpecifications = [{ ResourceType: 'vpc' as const, Tags: [{ Key: 'a', Value: '1' }] }];
    expect(await codeOf(ec2.send(new CreateInternetGatewayCommand({ TagSpecifications })))).toBe(
      'InvalidParameterValue',
    );
  });

  test('select by value, by key and by pattern', async () => {
    const named = async (Name: string, Values: string[]) =>
      (await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name, Values }] }))).Vpcs?.length;
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
    await ec2.send(
      new CreateTagsCommand({ Resources: [Vpcs[0]?.VpcId ?? ''], Tags: [{ Key: 'team:x', Value: 'blue-1' }] }),
    );
    expect(await named('tag:team:x', ['blue-1'])).toBe(1);
    expect(await named('tag:team:x', ['blue-?', 'red'])).toBe(1);
    expect(await named('tag:team:x', ['blue'])).toBe(0);
    expect(await named('tag-key', ['team:*'])).toBe(1);
    expect(await codeOf(named('no-such-filter', ['x']))).toBe('InvalidParameterValue');
  });
});

test('nothing went wrong inside', () => {
  expect(sandbox.complaints).toEqual([]);
});
