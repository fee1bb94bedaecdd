/** What is made with tags must be allowed to be tagged, as AWS asks it of EC2, IAM and CloudWatch Logs. */
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateSecurityGroupCommand, CreateTagsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox, type TestSandbox } from '../sandbox.ts';

let sandbox: TestSandbox;
let vpcId = '';
beforeAll(async () => {
  sandbox = await startSandbox();
  const { Vpcs = [] } = await sandbox.ec2().send(new DescribeVpcsCommand({}));
  vpcId = Vpcs[0]?.VpcId ?? '';
});
afterAll(() => sandbox?.stop());

async function allowed(...statements: readonly object[]): Promise<void> {
  await sandbox.post('/_sandbox/settings', { administrators: 1 });
  const Statement = statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await sandbox.iam().send(new PutUserPolicyCommand({ UserName: 'operator', PolicyName: 'own', PolicyDocument }));
  await sandbox.post('/_sandbox/settings', { administrators: 0 });
}

const made = (name: string, tagged = true): Promise<{ readonly GroupId?: string | undefined }> =>
  sandbox.ec2().send(
    new CreateSecurityGroupCommand({
      GroupName: name,
      Description: name,
      VpcId: vpcId,
      ...(tagged
        ? { TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'team', Value: 'network' }] }] }
        : {}),
    }),
  );
const create = { Action: 'ec2:CreateSecurityGroup' };

it('a group with tags is refused where CreateTags is not allowed, and one without is made', async () => {
  await allowed(create);
  await expect(made('a')).rejects.toThrow(/ec2:CreateTags on resource: arn:aws:ec2:us-east-1:\d+:security-group\/\*/);
  await expect(made('a', false)).resolves.toHaveProperty('GroupId');
});

it('tags at creation may be allowed alone, and for one call', async () => {
  const only = (call: string) => ({
    Action: 'ec2:CreateTags',
    Condition: { StringEquals: { 'ec2:CreateAction': call } },
  });
  await allowed(create, only('RunInstances'));
  await expect(made('b')).rejects.toThrow('ec2:CreateTags');
  await allowed(create, only('CreateSecurityGroup'));
  const { GroupId = '' } = await made('b');
  const tag = new CreateTagsCommand({ Resources: [GroupId], Tags: [{ Key: 'team', Value: 'other' }] });
  await expect(sandbox.ec2().send(tag)).rejects.toThrow('ec2:CreateTags');
});

it('a key that is asked for at creation is looked for among the tags of that type', async () => {
  await allowed(create, {
    Action: 'ec2:CreateTags',
    Resource: 'arn:aws:ec2:*:*:security-group/*',
    Condition: { StringEquals: { 'aws:RequestTag/team': 'network' } },
  });
  await expect(made('c')).resolves.toHaveProperty('GroupId');
  await allowed(create, { Action: 'ec2:CreateTags', Resource: 'arn:aws:ec2:*:*:volume/*' });
  await expect(made('d')).rejects.toThrow('ec2:CreateTags');
});

it('IAM and Logs ask for theirs, and a role that goes into a profile must be passed', async () => {
  const Tags = [{ Key: 'team', Value: 'network' }];
  const role = { RoleName: 'r', Path: '/vpn/', AssumeRolePolicyDocument: '{"Statement":[]}', Tags };
  const group = new CreateLogGroupCommand({ logGroupName: '/a', tags: { team: 'network' } });
  const put = { InstanceProfileName: 'p', RoleName: 'r' };
  await allowed({ Action: ['iam:Create*', 'iam:AddRole*', 'logs:CreateLogGroup'] });
  await expect(sandbox.iam().send(new CreateRoleCommand(role))).rejects.toThrow(
    /iam:TagRole on resource: .*:role\/vpn\/r/,
  );
  await expect(
    sandbox.iam().send(new CreateInstanceProfileCommand({ InstanceProfileName: 'p', Tags })),
  ).rejects.toThrow('iam:TagInstanceProfile');
  await expect(sandbox.logs().send(group)).rejects.toThrow('logs:TagResource');
  await allowed({ Action: ['iam:Create*', 'iam:AddRole*', 'iam:Tag*', 'logs:*'] });
  await sandbox.iam().send(new CreateRoleCommand(role));
  await sandbox.iam().send(new CreateInstanceProfileCommand({ InstanceProfileName: 'p', Tags }));
  await sandbox.logs().send(group);
  await expect(sandbox.iam().send(new AddRoleToInstanceProfileCommand(put))).rejects.toThrow('iam:PassRole');
  await allowed({ Action: ['iam:AddRole*'] }, { Action: 'iam:PassRole', Resource: 'arn:aws:iam::*:role/vpn/*' });
  await sandbox.iam().send(new AddRoleToInstanceProfileCommand(put));
});
