/** The least that an identity must be allowed for a plan, as an IAM policy. Held to what an apply really asks for by a test. */
import { actionsOf } from './permissions.ts';
import type { Plan, Step } from './steps.ts';

/** What looking and proving take, whatever the plan. Who one is may be asked by everybody (STS API Reference, GetCallerIdentity). */
const reading = [
  'ec2:DescribeAddresses',
  'ec2:DescribeInstances',
  'ec2:DescribeKeyPairs',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRegions',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeTags',
  'ec2:DescribeVpcs',
  'iam:GetInstanceProfile',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:SimulatePrincipalPolicy',
  'logs:DescribeLogGroups',
  'logs:ListTagsForResource',
  'servicequotas:GetServiceQuota',
];

/** The lease that keeps two runs apart stands in tags. */
const lease = ['ec2:CreateTags', 'ec2:DeleteTags'];

/** Besides what `actionsOf` can ask about beforehand. */
function alsoOf({ kind }: Step): readonly string[] {
  switch (kind) {
    case 'group.create':
    case 'key.import':
      return ['ec2:CreateTags'];
    case 'group.rules':
    case 'services.rules':
    case 'ssh.open':
      return ['ec2:CreateTags', 'ec2:DeleteTags'];
    case 'ssh.close':
    case 'rules.revoke':
    case 'rules.withdraw':
      return ['ec2:RevokeSecurityGroupIngress'];
    case 'address.allocate':
      return ['ec2:CreateTags'];
    case 'address.associate':
      return ['ec2:AssociateAddress'];
    case 'address.release':
      return ['ec2:DisassociateAddress', 'ec2:ReleaseAddress'];
    case 'interface.create':
      return ['ec2:CreateTags'];
    case 'interface.check':
    case 'interface.groups':
      return ['ec2:ModifyNetworkInterfaceAttribute'];
    case 'interface.delete':
      return ['ec2:DeleteNetworkInterface'];
    case 'instance.run':
      return [
        'ec2:CreateTags',
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeImages',
        'ec2:DescribeInstanceTypeOfferings',
        'ec2:DescribeInstanceTypes',
      ];
    case 'instance.start':
      return ['ec2:StartInstances'];
    case 'instance.terminate':
      return ['ec2:ModifyInstanceAttribute', 'ec2:TerminateInstances'];
    case 'instance.protect':
      return ['ec2:ModifyInstanceAttribute'];
    case 'instance.metadata':
      return ['ec2:ModifyInstanceMetadataOptions'];
    case 'group.delete':
      return ['ec2:DeleteSecurityGroup'];
    case 'key.delete':
      return ['ec2:DeleteKeyPair'];
    case 'route.replace':
      return ['ec2:ReplaceRoute'];
    case 'route.delete':
      return ['ec2:DeleteRoute'];
    case 'host.pin':
      return ['ec2:GetConsoleOutput', 'ec2:CreateTags'];
    case 'host.applied':
    case 'tags.set':
      return ['ec2:CreateTags'];
    // The hosts' reports of what they are now.
    case 'mesh.verify':
    case 'host.report':
      return ['ec2:CreateTags', 'logs:GetLogEvents'];
    case 'profile.delete':
      return ['iam:RemoveRoleFromInstanceProfile', 'iam:DeleteInstanceProfile'];
    case 'role.delete':
      return ['iam:DeleteRolePolicy', 'iam:DeleteRole'];
    case 'logs.delete':
      return ['logs:DeleteLogGroup'];
    default:
      return [];
  }
}

/** Actions in IAM's words, sorted. */
export function actionsOfPlan({ steps }: Plan): readonly string[] {
  const run = steps.length === 0 ? reading : [...reading, ...lease];
  return [...new Set([...run, ...steps.flatMap((step) => [...actionsOf(step), ...alsoOf(step)])])].toSorted();
}

/** A policy document. Resources are all: their ids do not exist before the plan is carried out. */
export function policyOfPlan(plan: Plan): string {
  const Statement = [{ Sid: 'Vpnmesh', Effect: 'Allow', Action: actionsOfPlan(plan), Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
}
