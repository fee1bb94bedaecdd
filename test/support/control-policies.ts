/** Service control policies as organisations have them (AWS Organizations User Guide, "Example SCPs"), by level from the root down. */

const policy = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const fullAccess = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
const deny = (Action: string | readonly string[], Resource: string | readonly string[], Condition?: object): object =>
  policy({ Effect: 'Deny', Action, Resource, ...(Condition === undefined ? {} : { Condition }) });
/** Every level allows everything, and the last one has this as well. */
const below = (...denials: readonly object[]): readonly (readonly object[])[] => [
  [fullAccess],
  [fullAccess, ...denials],
];
const instances = 'arn:aws:ec2:*:*:instance/*';
const disks = 'arn:aws:ec2:*:*:volume/*';

const onlyRegions = (regions: readonly string[], except: readonly string[]): object =>
  policy({
    Effect: 'Deny',
    NotAction: except,
    Resource: '*',
    Condition: {
      StringNotEquals: { 'aws:RequestedRegion': regions },
      ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/AWSControlTowerExecution'] },
    },
  });
const global = ['iam:*', 'sts:*', 'organizations:*', 'route53:*', 'support:*', 'cloudfront:*'];

export const controlPolicies: Readonly<Record<string, readonly (readonly object[])[]>> = {
  'full access, on two levels': [[fullAccess], [fullAccess]],
  'no other region': below(onlyRegions(['us-east-1'], global)),
  'both regions of the mesh': below(onlyRegions(['us-east-1', 'us-east-2'], global)),
  'no other region, IAM forgotten': below(onlyRegions(['us-east-2', 'us-west-2'], ['sts:*', 'organizations:*'])),
  'a team on what is launched': below(
    deny('ec2:RunInstances', [instances, disks], { Null: { 'aws:RequestTag/team': 'true' } }),
  ),
  'a team on whatever is made': below(
    deny(
      ['ec2:CreateSecurityGroup', 'ec2:AllocateAddress', 'ec2:ImportKeyPair'],
      ['security-group', 'elastic-ip', 'key-pair'].map((type) => `arn:aws:ec2:*:*:${type}/*`),
      { StringNotEquals: { 'aws:RequestTag/team': ['network', 'platform'] } },
    ),
  ),
  'a team on rules': below(
    deny('ec2:AuthorizeSecurityGroupIngress', 'arn:aws:ec2:*:*:security-group-rule/*', {
      Null: { 'aws:RequestTag/vpnmesh:mesh': 'true' },
    }),
  ),
  'IMDSv2 alone': below(
    deny('ec2:RunInstances', instances, { StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' } }),
    deny('ec2:RunInstances', instances, { NumericGreaterThan: { 'ec2:MetadataHttpPutResponseHopLimit': '3' } }),
    deny('*', '*', { NumericLessThan: { 'ec2:RoleDelivery': '2.0' } }),
    deny('ec2:ModifyInstanceMetadataOptions', '*', {
      StringNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/platform-*' },
    }),
  ),
  'IMDSv1 alone, by mistake': below(
    deny('ec2:RunInstances', instances, { StringEquals: { 'ec2:MetadataHttpTokens': 'required' } }),
  ),
  'encrypted volumes alone': below(deny('ec2:RunInstances', disks, { Bool: { 'ec2:Encrypted': 'false' } })),
  'no tags at creation of security groups': below(
    deny('ec2:CreateTags', '*', { StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup' } }),
  ),
  'no tags on rules': below(
    deny('ec2:CreateTags', '*', { StringEquals: { 'ec2:CreateAction': 'AuthorizeSecurityGroupIngress' } }),
  ),
  'no tags on what is there': below(deny('ec2:CreateTags', '*', { Null: { 'ec2:CreateAction': 'true' } })),
  'no addresses on interfaces': below(deny('ec2:AssociateAddress', '*')),
  'no change of interfaces': below(deny('ec2:ModifyNetworkInterfaceAttribute', 'arn:aws:ec2:*:*:network-interface/*')),
  'no routes': below(deny(['ec2:CreateRoute', 'ec2:ReplaceRoute'], '*')),
  'no roles without a boundary': below(
    deny(['iam:CreateRole', 'iam:PutRolePolicy'], '*', { Null: { 'iam:PermissionsBoundary': 'true' } }),
  ),
  'no log groups': below(deny('logs:CreateLogGroup', '*')),
  'no retention': below(deny('logs:PutRetentionPolicy', '*')),
  'services that are approved': [
    [fullAccess],
    [policy({ Effect: 'Allow', Action: ['ec2:*', 'iam:*', 'sts:*', 'servicequotas:*'], Resource: '*' })],
  ],
  'MFA for IAM': below(
    deny(['iam:Create*', 'iam:Put*'], '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }),
  ),
};
