/** The IAM actions that each command may call. A test compares them with the commands' real calls. */
import { actionsOfKind, actionsOfSteps } from '#mesh/plan/step-kinds.ts';

export const policyCommands = ['plan', 'apply', 'audit', 'fix', 'status', 'verify', 'ssh', 'destroy'] as const;
export type PolicyCommand = (typeof policyCommands)[number];

export interface PolicyOptions {
  /** `--open-ssh` of a command that reads hosts, or `ssh.openOnDemand` in the spec. */
  readonly openSsh?: boolean;
  /** `audit --publish` */
  readonly publish?: boolean;
  /** `destroy --delete-logs` */
  readonly deleteLogs?: boolean;
  /** The spec has `tags`. */
  readonly ownTags?: boolean;
}

/** Permissions to read the mesh. GetCallerIdentity needs none (STS API Reference). */
export const observing: readonly string[] = [
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
  'logs:DescribeLogGroups',
  'logs:ListTagsForResource',
];

/** Called if VPC Block Public Access is on. */
const exclusions = ['ec2:DescribeVpcBlockPublicAccessExclusions'];
/** Called while an instance has to launch. */
const zones = ['ec2:DescribeAvailabilityZones', 'ec2:DescribeInstanceTypeOfferings'];
/** Called by a plan of a spec with `tags`. */
export const tagReading: readonly string[] = ['ec2:DescribeVolumes'];
/** Host facts while SSH is closed come from the facts beacons. */
const reports = ['logs:GetLogEvents'];
/** Apply's preflight: permissions and quotas. */
export const preflight: readonly string[] = ['iam:SimulatePrincipalPolicy', 'servicequotas:GetServiceQuota'];
/** The lease is kept in tags. */
export const lease: readonly string[] = ['ec2:CreateTags', 'ec2:DeleteTags'];

const inspecting: readonly string[] = [
  'ec2:DescribeAddresses',
  'ec2:DescribeInstanceAttribute',
  'ec2:DescribeInstanceStatus',
  'ec2:DescribeInstances',
  'ec2:DescribeKeyPairs',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVolumes',
  'ec2:DescribeVpcs',
  'iam:GetInstanceProfile',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'servicequotas:GetServiceQuota',
  ...exclusions,
  ...reports,
];

/** Opening and closing SSH in the mesh's own groups, and restoring an operator's rule. */
const opening = ['ec2:AuthorizeSecurityGroupIngress', 'ec2:CreateTags', 'ec2:RevokeSecurityGroupIngress'];
const publishing = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** fix has no preflight. */
const forecast: ReadonlySet<string> = new Set(['ec2:GetEbsDefaultKmsKeyId']);

function called(command: PolicyCommand, options: PolicyOptions): readonly string[] {
  const look = [...observing, ...exclusions];
  const own = options.ownTags === true ? tagReading : [];
  switch (command) {
    case 'plan':
      return [...look, ...zones, ...own];
    case 'apply':
      return [...look, ...own, ...preflight, ...actionsOfSteps('apply'), ...lease];
    case 'fix':
      // A fix publishes its record, as an audit can.
      return [
        ...look,
        ...inspecting,
        ...actionsOfSteps('fix').filter((one) => !forecast.has(one)),
        ...lease,
        ...publishing,
      ];
    case 'audit':
      return [...inspecting, ...(options.publish === true ? publishing : [])];
    case 'status':
    case 'verify':
      return [...look, ...reports];
    case 'ssh':
      return [...look, ...opening];
    case 'destroy': {
      const kept = options.deleteLogs === true ? [] : actionsOfKind('logs.delete');
      return [...look, ...actionsOfSteps('destroy').filter((one) => !kept.includes(one)), ...lease];
    }
  }
}

/** Sorted, each once. */
export function actionsOfCommand(command: PolicyCommand, options: PolicyOptions = {}): readonly string[] {
  const looks = command === 'audit' || command === 'status' || command === 'verify';
  const all = [...called(command, options), ...(looks && options.openSsh === true ? opening : [])];
  return [...new Set(all)].toSorted();
}
