/** Policies as other people and their organisations have them: what the pretend IAM decides, and what an engine decides that we did not write. */
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, it } from 'vitest';
import { ruling } from '#sandbox/api/access/evaluate-request.ts';
import { controlPolicies } from '../support/control-policies.ts';

const account = '123456789012';
type Context = Readonly<Record<string, string | string[]>>;

async function opinion(
  policies: readonly object[],
  action: string,
  resource: string,
  context: Context,
  levels: readonly (readonly object[])[] = [],
): Promise<string> {
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${account}:user/operator`,
        action,
        resource: { resource, accountId: account },
        contextVariables: { ...context },
      },
      identityPolicies: policies.map((policy, index) => ({ name: `p${index}`, policy })),
      serviceControlPolicies: levels.map((level, n) => ({
        orgIdentifier: `level-${n}`,
        policies: level.map((policy, index) => ({ name: `scp${n}-${index}`, policy })),
      })),
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return { Allowed: 'allowed', ExplicitlyDenied: 'explicit-deny', ImplicitlyDenied: 'implicit-deny' }[
    result.overallResult
  ];
}

const policy = (...Statement: object[]): object => ({ Version: '2012-10-17', Statement });
const allow = (Action: string | string[], Condition?: object, Resource: string | string[] = '*'): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const deny = (Action: string | string[], Condition?: object): object => ({
  ...allow(Action, Condition),
  Effect: 'Deny',
});

const role = `arn:aws:iam::${account}:role/vpnmesh-corp`;
const instance = `arn:aws:ec2:us-east-1:${account}:instance/i-0123456789abcdef0`;
const group = `arn:aws:ec2:us-east-1:${account}:security-group/sg-0123456789abcdef0`;
const logGroup = `arn:aws:logs:us-east-1:${account}:log-group:/vpnmesh/corp`;

/** What is asked of every policy: action, resource, and what is known of the request. */
const requests: readonly (readonly [string, string, Context])[] = [
  ['ec2:CreateSecurityGroup', group, { 'aws:RequestedRegion': 'us-east-1', 'aws:RequestTag/vpnmesh:mesh': 'corp' }],
  ['ec2:CreateSecurityGroup', group, { 'aws:RequestedRegion': 'eu-west-1' }],
  ['ec2:DescribeVpcs', '*', { 'aws:RequestedRegion': 'us-east-1', 'aws:MultiFactorAuthPresent': 'true' }],
  ['ec2:DescribeVpcs', '*', { 'aws:RequestedRegion': 'us-east-1', 'aws:MultiFactorAuthPresent': 'false' }],
  ['ec2:TerminateInstances', instance, { 'aws:ResourceTag/vpnmesh:mesh': 'corp', 'aws:RequestedRegion': 'us-east-1' }],
  ['ec2:TerminateInstances', instance, { 'aws:ResourceTag/vpnmesh:mesh': 'other', 'aws:RequestedRegion': 'us-east-1' }],
  ['iam:PassRole', role, { 'iam:PassedToService': 'ec2.amazonaws.com' }],
  ['iam:PassRole', role, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
  ['iam:CreateRole', role, {}],
  ['logs:CreateLogGroup', logGroup, { 'aws:RequestedRegion': 'us-east-1' }],
  ['ec2:CreateTags', group, { 'aws:TagKeys': ['vpnmesh:mesh', 'Name'], 'ec2:CreateAction': 'CreateSecurityGroup' }],
  ['ec2:CreateTags', group, { 'aws:TagKeys': ['CostCenter'] }],
  ['ec2:DescribeVpcs', '*', { 'aws:SourceIp': '198.51.100.7' }],
  ['ec2:DescribeVpcs', '*', { 'aws:SourceIp': '203.0.113.7' }],
];

const corpus: Readonly<Record<string, readonly object[]>> = {
  AdministratorAccess: [policy(allow('*'))],
  PowerUserAccess: [
    policy(
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      allow(['iam:CreateServiceLinkedRole', 'iam:ListRoles', 'organizations:DescribeOrganization']),
    ),
  ],
  'one region': [policy(allow('*', { StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-east-2'] } }))],
  'no other region': [
    policy(allow('*'), {
      Effect: 'Deny',
      NotAction: ['iam:*', 'sts:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1'] } },
    }),
  ],
  'the role for EC2 alone': [
    policy(allow('iam:PassRole', { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }, role)),
  ],
  'forced MFA': [policy(allow('*'), deny('*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }))],
  'MFA asked for': [policy(allow('*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))],
  'no call without MFA at all': [policy(allow('*'), deny('ec2:*', { Null: { 'aws:MultiFactorAuthPresent': 'true' } }))],
  'a tag on what is made': [policy(allow('ec2:*', { StringLike: { 'aws:RequestTag/vpnmesh:mesh': 'co*' } }))],
  'the own alone': [policy(allow('ec2:*', { StringEquals: { 'aws:ResourceTag/vpnmesh:mesh': 'corp' } }))],
  'nothing of others': [
    policy(allow('ec2:*'), deny('ec2:Terminate*', { StringNotEquals: { 'aws:ResourceTag/vpnmesh:mesh': 'corp' } })),
  ],
  'tags while making alone': [
    policy(allow('ec2:CreateTags', { StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup' } })),
  ],
  'no tags but these': [
    policy(allow('ec2:CreateTags', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['vpnmesh:mesh', 'Name'] } })),
  ],
  'one of these tags': [
    policy(allow('ec2:CreateTags', { 'ForAnyValue:StringLike': { 'aws:TagKeys': ['vpnmesh:*'] } })),
  ],
  'from the office': [policy(allow('*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }))],
  'not from the office': [policy(allow('*'), deny('*', { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } }))],
  'log groups by name': [policy(allow('logs:*', undefined, `${logGroup}*`))],
  'everything but a role': [policy({ Effect: 'Allow', Action: '*', NotResource: `arn:aws:iam::${account}:role/*` })],
};

const documents = (policies: readonly object[]): readonly string[] => policies.map((one) => JSON.stringify(one));
const decide = (
  policies: readonly object[],
  action: string,
  resource: string,
  context: Context,
  levels: readonly (readonly object[])[] = [],
): string =>
  ruling({ identity: documents(policies), organization: levels.map(documents) }, action, resource, context).decision;

describe.each(Object.entries(corpus))('%s', (_, policies) => {
  it.each(requests)('%s on %s with %o', async (action, resource, context) => {
    expect(decide(policies, action, resource, context)).toBe(await opinion(policies, action, resource, context));
  });
});

const identities = ['AdministratorAccess', 'PowerUserAccess', 'the own alone'];
/** What organisations have, each laid over some identities and asked about the requests above and some of a launch. */
const launched = `arn:aws:ec2:us-east-1:${account}:instance/*`;
const disk = `arn:aws:ec2:us-east-1:${account}:volume/*`;
const launches: readonly (readonly [string, string, Context])[] = [
  ['ec2:RunInstances', launched, { 'aws:RequestedRegion': 'us-east-1', 'ec2:MetadataHttpTokens': 'required' }],
  ['ec2:RunInstances', launched, { 'aws:RequestedRegion': 'us-east-1', 'ec2:MetadataHttpTokens': 'optional' }],
  ['ec2:RunInstances', launched, { 'aws:RequestedRegion': 'us-east-1' }],
  ['ec2:RunInstances', launched, { 'aws:RequestedRegion': 'us-east-1', 'aws:RequestTag/team': 'network' }],
  ['ec2:RunInstances', disk, { 'aws:RequestedRegion': 'us-east-1', 'ec2:Encrypted': 'false' }],
  ['ec2:RunInstances', disk, { 'aws:RequestedRegion': 'us-east-1', 'ec2:Encrypted': 'true' }],
  ['ec2:ModifyInstanceMetadataOptions', instance, { 'aws:PrincipalArn': role, 'aws:RequestedRegion': 'us-east-1' }],
  ['iam:CreateRole', role, { 'aws:RequestedRegion': 'us-east-1' }],
];

describe.each(Object.entries(controlPolicies))('with the service control policy: %s', (_, levels) => {
  it.each(identities.flatMap((name) => [...requests, ...launches].map((request) => [name, ...request] as const)))(
    '%s: %s on %s with %o',
    async (name, action, resource, context) => {
      const policies = corpus[name] ?? [];
      expect(decide(policies, action, resource, context, levels)).toBe(
        await opinion(policies, action, resource, context, levels),
      );
    },
  );
});

it('the engine is not of our opinion by its nature', async () => {
  expect(await opinion([policy(deny('*'))], 'ec2:DescribeVpcs', '*', {})).toBe('explicit-deny');
  expect(await opinion([], 'ec2:DescribeVpcs', '*', {})).toBe('implicit-deny');
});
