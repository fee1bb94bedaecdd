import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type IpPermission,
  paginateDescribeSecurityGroupRules,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, startSandbox, type TestSandbox } from './sandbox.ts';

let sandbox: TestSandbox;
let ec2: EC2Client;
let VpcId: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  ec2 = sandbox.ec2();
  VpcId = (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId ?? '';
});
afterAll(async () => {
  await sandbox.stop();
});

async function group(GroupName: string): Promise<string> {
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName, Description: 'a test' }));
  return GroupId ?? '';
}
const allow = (GroupId: string, ...IpPermissions: IpPermission[]) =>
  ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
const revoke = (GroupId: string, ...IpPermissions: IpPermission[]) =>
  ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
const udp = (port: number, ...cidrs: string[]): IpPermission => ({
  IpProtocol: 'udp',
  FromPort: port,
  ToPort: port,
  IpRanges: cidrs.map((CidrIp) => ({ CidrIp })),
});

async function rulesOf(GroupId: string) {
  const { SecurityGroupRules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [GroupId] }] }),
  );
  return SecurityGroupRules.filter((rule) => rule.IsEgress === false);
}

describe('security groups', () => {
  test('have a name that is unique in their VPC', async () => {
    await group('only-one');
    expect(await codeOf(group('only-one'))).toBe('InvalidGroup.Duplicate');
  });

  test('begin with everything allowed outwards and nothing inwards', async () => {
    const GroupIds = [await group('fresh')];
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }));
    expect(SecurityGroups[0]?.IpPermissions).toEqual([]);
    expect(SecurityGroups[0]?.IpPermissionsEgress?.map((one) => [one.IpProtocol, one.IpRanges?.[0]?.CidrIp])).toEqual([
      ['-1', '0.0.0.0/0'],
    ]);
  });

  test('cannot go while another group names them', async () => {
    const [named, naming] = [await group('named'), await group('naming')];
    const permission = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: named }] };
    await allow(naming, permission);
    expect(await codeOf(ec2.send(new DeleteSecurityGroupCommand({ GroupId: named })))).toBe('DependencyViolation');
    await revoke(naming, permission);
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: named }));
    expect(await codeOf(ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [named] })))).toBe(
      'InvalidGroup.NotFound',
    );
  });
});

describe('rules', () => {
  test('are answered one by one with ids, tags and descriptions', async () => {
    const GroupId = await group('rules');
    const { SecurityGroupRules } = await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [
          {
            ...udp(500),
            IpRanges: [{ CidrIp: '198.51.100.9/32', Description: 'IKE from peer' }, { CidrIp: '203.0.113.9/32' }],
          },
          { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: '198.51.100.9/32' }] },
          { IpProtocol: '51', FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: '198.51.100.9/32' }] },
        ],
        TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'mesh', Value: 'x' }] }],
      }),
    );
    expect(
      SecurityGroupRules?.map((rule) => [rule.IpProtocol, rule.FromPort, rule.ToPort, rule.CidrIpv4, rule.Description]),
    ).toEqual([
      ['udp', 500, 500, '198.51.100.9/32', 'IKE from peer'],
      ['udp', 500, 500, '203.0.113.9/32', undefined],
      ['icmp', -1, -1, '198.51.100.9/32', undefined],
      ['51', -1, -1, '198.51.100.9/32', undefined],
    ]);
    expect(await rulesOf(GroupId)).toEqual(SecurityGroupRules);
    expect(
      SecurityGroupRules?.every(
        (rule) => rule.SecurityGroupRuleId?.startsWith('sgr-') && rule.Tags?.[0]?.Value === 'x',
      ),
    ).toBe(true);
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
    expect(SecurityGroups[0]?.IpPermissions?.map((one) => [one.IpProtocol, one.IpRanges?.length])).toEqual([
      ['udp', 2],
      ['icmp', 1],
      ['51', 1],
    ]);
  });

  test('that are there already are refused whole', async () => {
    const GroupId = await group('duplicates');
    await allow(GroupId, udp(500, '192.0.2.1/32'));
    expect(await codeOf(allow(GroupId, udp(4500, '192.0.2.1/32'), udp(500, '192.0.2.1/32')))).toBe(
      'InvalidPermission.Duplicate',
    );
    expect((await rulesOf(GroupId)).map((rule) => rule.FromPort)).toEqual([500]);
  });

  test('go by id or by what they say', async () => {
    const GroupId = await group('revoked');
    const { SecurityGroupRules = [] } = await allow(GroupId, udp(500, '192.0.2.1/32'), udp(4500, '192.0.2.1/32'));
    const SecurityGroupRuleIds = [SecurityGroupRules[0]?.SecurityGroupRuleId ?? ''];
    const { RevokedSecurityGroupRules } = await ec2.send(
      new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds }),
    );
    expect(RevokedSecurityGroupRules?.map((rule) => rule.SecurityGroupRuleId)).toEqual(SecurityGroupRuleIds);
    expect(await codeOf(ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds })))).toBe(
      'InvalidSecurityGroupRuleId.NotFound',
    );
    await revoke(GroupId, udp(4500, '192.0.2.1/32'));
    expect(await codeOf(revoke(GroupId, udp(4500, '192.0.2.1/32')))).toBe('InvalidPermission.NotFound');
    expect(await rulesOf(GroupId)).toEqual([]);
  });

  test('are sixty at most, and come in pages', async () => {
    const GroupId = await group('full');
    const peers = Array.from({ length: 60 }, (_, index) => `192.0.2.${index}/32`);
    await allow(GroupId, udp(500, ...peers));
    expect(await codeOf(allow(GroupId, udp(500, '192.0.2.60/32')))).toBe('RulesPerSecurityGroupLimitExceeded');
    const pages: number[] = [];
    const Filters = [{ Name: 'group-id', Values: [GroupId] }];
    for await (const page of paginateDescribeSecurityGroupRules({ client: ec2, pageSize: 25 }, { Filters })) {
      pages.push(page.SecurityGroupRules?.length ?? 0);
    }
    expect(pages).toEqual([25, 25, 11]);
  });

  test('have no IPv6, and say so', async () => {
    const GroupId = await group('ipv6');
    await expect(allow(GroupId, { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] })).rejects.toThrow(
      'not part of the sandbox',
    );
  });
});

test('nothing went wrong inside', () => {
  expect(sandbox.complaints).toEqual([]);
});
