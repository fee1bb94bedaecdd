import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteUserPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roleCredentials } from '#sandbox/api/hosts/role-credentials.ts';
import { World, type WorldRows } from '#sandbox/api/store/world.ts';
import { codeOf, eventually, startSandbox, type TestSandbox } from './sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox.stop();
});

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const policy = (Effect: 'Allow' | 'Deny', Action: string[], Resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource }] });

describe('a caller nobody knows', () => {
  const stranger = { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'x' };
  test('is refused by each service in its own words', async () => {
    expect(await codeOf(sandbox.ec2('us-east-1', stranger).send(new DescribeVpcsCommand({})))).toBe('AuthFailure');
    expect(await codeOf(sandbox.sts(stranger).send(new GetCallerIdentityCommand({})))).toBe('InvalidClientTokenId');
    expect(await codeOf(sandbox.iam(stranger).send(new GetUserCommand({})))).toBe('InvalidClientTokenId');
    expect(await codeOf(sandbox.logs('us-east-1', stranger).send(new DescribeLogGroupsCommand({})))).toBe(
      'UnrecognizedClientException',
    );
    const quota = new GetServiceQuotaCommand({ ServiceCode: 'vpc', QuotaCode: 'L-0EA8095F' });
    expect(await codeOf(sandbox.quotas('us-east-1', stranger).send(quota))).toBe('UnrecognizedClientException');
  });

  test('with a known key and another secret is refused too', async () => {
    const wrong = { ...sandbox.credentials, secretAccessKey: 'not the secret' };
    expect(await codeOf(sandbox.ec2('us-east-1', wrong).send(new DescribeVpcsCommand({})))).toBe('AuthFailure');
    expect(await codeOf(sandbox.sts(wrong).send(new GetCallerIdentityCommand({})))).toBe('SignatureDoesNotMatch');
  });
});

describe('the operator', () => {
  const deny = (...actions: string[]) =>
    sandbox.iam().send(
      new PutUserPolicyCommand({
        UserName: 'operator',
        PolicyName: 'less',
        PolicyDocument: policy('Deny', actions, '*'),
      }),
    );

  test('who is denied an action is told which, in a dry run too, and nothing happens', async () => {
    await deny('ec2:CreateVpc', 'iam:CreateRole', 'logs:CreateLogGroup');
    const create = (DryRun: boolean) => sandbox.ec2().send(new CreateVpcCommand({ CidrBlock: '10.99.0.0/16', DryRun }));
    await expect(create(false)).rejects.toThrow(
      /^You are not authorized to perform this operation\. User: arn:aws:iam::\d+:user\/operator is not authorized to perform: ec2:CreateVpc on resource: .* with an explicit deny/,
    );
    expect(await codeOf(create(true))).toBe('UnauthorizedOperation');
    const role = new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: trust });
    expect(await codeOf(sandbox.iam().send(role))).toBe('AccessDenied');
    expect(await codeOf(sandbox.logs().send(new CreateLogGroupCommand({ logGroupName: '/x' })))).toBe(
      'AccessDeniedException',
    );
    const { EvaluationResults } = await sandbox.iam().send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: (await sandbox.sts().send(new GetCallerIdentityCommand({}))).Arn,
        ActionNames: ['ec2:CreateVpc', 'ec2:CreateSubnet'],
      }),
    );
    expect(EvaluationResults?.map((one) => one.EvalDecision)).toEqual(['explicitDeny', 'allowed']);
    await sandbox.iam().send(new DeleteUserPolicyCommand({ UserName: 'operator', PolicyName: 'less' }));
    const { Vpcs } = await sandbox.ec2().send(new DescribeVpcsCommand({}));
    expect(Vpcs).toHaveLength(1);
  });

  test('learns from a dry run that a call would be allowed, and nothing happens', async () => {
    const ec2 = sandbox.ec2();
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
    const create = new CreateSecurityGroupCommand({
      VpcId: Vpcs?.[0]?.VpcId,
      GroupName: 'dry',
      Description: 'dry',
      DryRun: true,
    });
    const error = await ec2.send(create).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'DryRunOperation', $metadata: { httpStatusCode: 412 } });
    expect(sandbox.requests().at(-1)).toMatchObject({
      action: 'CreateSecurityGroup',
      dryRun: true,
      code: 'DryRunOperation',
    });
  });
});

describe('IAM', () => {
  test('says what exists, what does not and what is in use', async () => {
    const iam = sandbox.iam();
    const create = () =>
      iam.send(
        new CreateRoleCommand({ RoleName: 'one', AssumeRolePolicyDocument: trust, Tags: [{ Key: 'a', Value: 'b' }] }),
      );
    const { Role } = await create();
    expect(Role?.Arn).toMatch(/^arn:aws:iam::\d{12}:role\/one$/);
    expect(await codeOf(create())).toBe('EntityAlreadyExistsException');
    expect(await codeOf(iam.send(new GetRoleCommand({ RoleName: 'two' })))).toBe('NoSuchEntityException');
    const PolicyDocument = policy('Allow', ['logs:PutLogEvents'], '*');
    await iam.send(new PutRolePolicyCommand({ RoleName: 'one', PolicyName: 'ship', PolicyDocument }));
    const read = await iam.send(new GetRolePolicyCommand({ RoleName: 'one', PolicyName: 'ship' }));
    expect(decodeURIComponent(read.PolicyDocument ?? '')).toBe(PolicyDocument);
    expect(await codeOf(iam.send(new DeleteRoleCommand({ RoleName: 'one' })))).toBe('DeleteConflictException');
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'one' }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'one', RoleName: 'one' }));
    expect(await codeOf(iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: 'one' })))).toBe(
      'DeleteConflictException',
    );
    const broken = new PutRolePolicyCommand({ RoleName: 'one', PolicyName: 'bad', PolicyDocument: '{' });
    expect(await codeOf(iam.send(broken))).toBe('MalformedPolicyDocumentException');
  });
});

describe('a role on an instance', () => {
  test('is not known to EC2 for a while, and may then do what its policy says and nothing else', async () => {
    const iam = sandbox.iam();
    const ec2 = sandbox.ec2();
    await iam.send(new CreateRoleCommand({ RoleName: 'shipper', AssumeRolePolicyDocument: trust }));
    const allowed = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'shipper',
        PolicyName: 'ship',
        PolicyDocument: policy('Allow', allowed, 'arn:aws:logs:*:*:log-group:/mesh/*'),
      }),
    );
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'shipper' }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'shipper', RoleName: 'shipper' }));
    const { Images } = await ec2.send(
      new DescribeImagesCommand({ Owners: ['136693071363'], Filters: [{ Name: 'architecture', Values: ['x86_64'] }] }),
    );
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
    const run = () =>
      ec2.send(
        new RunInstancesCommand({
          ImageId: Images?.[0]?.ImageId,
          InstanceType: 't3.small',
          MinCount: 1,
          MaxCount: 1,
          SubnetId: Subnets?.[0]?.SubnetId,
          IamInstanceProfile: { Name: 'shipper' },
        }),
      );
    await expect(run()).rejects.toThrow(
      'Value (shipper) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
    );
    const launched = await eventually(
      () => run().catch(() => undefined),
      (answer) => answer !== undefined,
    );
    const instanceId = launched?.Instances?.[0]?.InstanceId ?? '';
    await sandbox.idle();

    // What the metadata service would hand out: made on a copy of the state, given to a sandbox that starts from it.
    const world = new World(sandbox.state());
    const given = roleCredentials(world, instanceId, Date.now());
    if (given === undefined) throw new Error('the instance has no credentials');
    expect(roleCredentials(world, instanceId, Date.now())).toEqual(given);
    await sandbox.restart(JSON.parse(world.json()) as WorldRows);
    const credentials = {
      accessKeyId: given.accessKeyId,
      secretAccessKey: given.secretAccessKey,
      sessionToken: given.token,
    };

    const { Arn } = await sandbox.sts(credentials).send(new GetCallerIdentityCommand({}));
    expect(Arn).toMatch(new RegExp(`:assumed-role/shipper/${instanceId}$`));
    for (const logGroupName of ['/mesh/a', '/other'])
      await sandbox.logs().send(new CreateLogGroupCommand({ logGroupName }));
    const logs = sandbox.logs('us-east-1', credentials);
    await logs.send(new CreateLogStreamCommand({ logGroupName: '/mesh/a', logStreamName: 's' }));
    const logEvents = [{ timestamp: Date.now(), message: 'hello' }];
    await logs.send(new PutLogEventsCommand({ logGroupName: '/mesh/a', logStreamName: 's', logEvents }));
    expect(await codeOf(logs.send(new CreateLogStreamCommand({ logGroupName: '/other', logStreamName: 's' })))).toBe(
      'AccessDeniedException',
    );
    expect(await codeOf(logs.send(new CreateLogGroupCommand({ logGroupName: '/mesh/b' })))).toBe(
      'AccessDeniedException',
    );
    expect(await codeOf(sandbox.ec2('us-east-1', credentials).send(new DescribeInstancesCommand({})))).toBe(
      'UnauthorizedOperation',
    );
    const { sessionToken: _, ...withoutToken } = credentials;
    expect(await codeOf(sandbox.sts(withoutToken).send(new GetCallerIdentityCommand({})))).toBe('InvalidClientTokenId');
  });
});

test('nothing went wrong inside', () => {
  expect(sandbox.complaints).toEqual([]);
});
