/** Which actions of AWS each command may come to call, in IAM's words. Held to what the commands really ask for by a test. */
import { actionsOfKind } from '#mesh/plan/step-kinds.ts';
import type { StepKind } from '#mesh/plan/steps.ts';

export const policyCommands = ['plan', 'apply', 'audit', 'fix', 'status', 'verify', 'ssh', 'destroy'] as const;
export type PolicyCommand = (typeof policyCommands)[number];

export interface PolicyOptions {
  /** `--open-ssh`, of a command that looks at hosts; or `ssh.openOnDemand` in the spec. */
  readonly openSsh?: boolean;
  /** `audit --publish` */
  readonly publish?: boolean;
  /** `destroy --delete-logs` */
  readonly deleteLogs?: boolean;
  /** The spec has tags of the operator's own. */
  readonly ownTags?: boolean;
}

/** What every look at the mesh takes. Who one is may be asked by everybody (STS API Reference, GetCallerIdentity). */
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

/** Asked where VPC Block Public Access is on. */
const exclusions = ['ec2:DescribeVpcBlockPublicAccessExclusions'];
/** Asked while an instance has yet to be launched. */
const zones = ['ec2:DescribeAvailabilityZones', 'ec2:DescribeInstanceTypeOfferings'];
/** Asked by a plan that compares the operator's own tags. */
export const tagReading: readonly string[] = ['ec2:DescribeVolumes'];
/** While SSH is closed the hosts' own reports speak for them. */
const reports = ['logs:GetLogEvents'];
/** Permissions and quotas, asked about by apply before it changes anything. */
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

/** SSH opened in the mesh's own groups, and closed again. An operator's rule that stood there is brought back. */
const opening = ['ec2:AuthorizeSecurityGroupIngress', 'ec2:CreateTags', 'ec2:RevokeSecurityGroupIngress'];
const publishing = ['logs:CreateLogStream', 'logs:PutLogEvents'];

type Changing = 'apply' | 'fix' | 'destroy';
const fixed = ['fix'] as const;
const building = ['apply', 'fix'] as const;
const leaving = ['apply', 'fix', 'destroy'] as const;
const ending = ['destroy'] as const;

/** Who carries it out. A fix that replaces a host does everything that apply would do. */
const carriedOutBy: Readonly<Record<StepKind, readonly Changing[]>> = {
  'mesh.verify': building,
  'role.create': building,
  'role.regions': building,
  'role.forget': building,
  'role.tags': building,
  'role.delete': ending,
  'profile.create': building,
  'profile.tags': building,
  'profile.delete': ending,
  'key.import': building,
  'key.delete': leaving,
  'logs.create': building,
  'logs.retention': building,
  'logs.tags': building,
  'logs.delete': ending,
  'rules.revoke': leaving,
  'rules.tags': building,
  'rules.withdraw': fixed,
  'undo.change': fixed,
  'group.create': building,
  'group.rules': building,
  'group.delete': leaving,
  'services.rules': building,
  'address.allocate': building,
  'address.associate': building,
  'address.release': leaving,
  'interface.create': building,
  'interface.check': building,
  'interface.groups': building,
  'interface.delete': leaving,
  'instance.run': building,
  'instance.start': building,
  'instance.terminate': leaving,
  'instance.metadata': fixed,
  'instance.protect': fixed,
  'tags.set': building,
  'route.create': building,
  'route.replace': building,
  'route.delete': leaving,
  'ssh.open': building,
  'ssh.close': building,
  'host.pin': building,
  'host.applied': building,
  'host.report': fixed,
  'host.prepare': building,
  'host.configure': building,
  'host.initiate': building,
  'host.agent': building,
  'host.snapshot': fixed,
  'host.parts': fixed,
  'host.work': fixed,
  'host.reboot': fixed,
  'host.restore': fixed,
};

const stepKinds = Object.keys(carriedOutBy) as readonly StepKind[];
const changes = (command: Changing): readonly string[] =>
  stepKinds.filter((kind) => carriedOutBy[kind].includes(command)).flatMap(actionsOfKind);

/** Of what apply asks about beforehand, fix asks nothing. */
const forecast: ReadonlySet<string> = new Set(['ec2:GetEbsDefaultKmsKeyId']);

function called(command: PolicyCommand, options: PolicyOptions): readonly string[] {
  const look = [...observing, ...exclusions];
  const own = options.ownTags === true ? tagReading : [];
  switch (command) {
    case 'plan':
      return [...look, ...zones, ...own];
    case 'apply':
      return [...look, ...own, ...preflight, ...changes('apply'), ...lease];
    case 'fix':
      // What it did is published, as an audit may be.
      return [...look, ...inspecting, ...changes('fix').filter((one) => !forecast.has(one)), ...lease, ...publishing];
    case 'audit':
      return [...inspecting, ...(options.publish === true ? publishing : [])];
    case 'status':
    case 'verify':
      return [...look, ...reports];
    case 'ssh':
      return [...look, ...opening];
    case 'destroy': {
      const kept = options.deleteLogs === true ? [] : actionsOfKind('logs.delete');
      return [...look, ...changes('destroy').filter((one) => !kept.includes(one)), ...lease];
    }
  }
}

/** Sorted, each once. */
export function actionsOfCommand(command: PolicyCommand, options: PolicyOptions = {}): readonly string[] {
  const looks = command === 'audit' || command === 'status' || command === 'verify';
  const all = [...called(command, options), ...(looks && options.openSsh === true ? opening : [])];
  return [...new Set(all)].toSorted();
}
