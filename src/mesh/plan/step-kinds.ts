/**
 * Properties of each kind of step, one entry per kind: the commands that execute it, the AWS actions that it needs,
 * how far its change reaches, and what undo cannot revert. A kind without an entry does not compile.
 */
import type { HostPart, HostWork } from '#mesh/remedy/host-parts.ts';
import type { Step, StepKind, StepOf } from './steps.ts';

/** `tunnels`: the host and its peers, for changes that can stop or start traffic. */
export type Extent = 'nothing' | 'region' | 'host' | 'tunnels';

type By<K extends StepKind, T> = T | ((step: StepOf<K>) => T);

/** Commands that execute steps. */
export type Executing = 'apply' | 'fix' | 'destroy';

export interface StepKindEntry<K extends StepKind> {
  /** The commands that execute it. A fix that replaces a host does everything that apply does. */
  readonly by: readonly Executing[];
  /** IAM actions that preflight can test before the run. */
  readonly asks: readonly string[];
  /** Those of them that a step needs which updates what exists; all of them when absent. */
  readonly updating?: readonly string[];
  /** Further IAM actions. */
  readonly needs: readonly string[];
  readonly extent: By<K, Extent>;
  /** What undo cannot revert: a text, `all`, or `none` (undo reverts it, or the step changes nothing). */
  readonly stays: 'all' | 'none' | ((step: StepOf<K>) => string | undefined);
}

const fixed = ['fix'] as const;
const building = ['apply', 'fix'] as const;
const leaving = ['apply', 'fix', 'destroy'] as const;
const ending = ['destroy'] as const;

const rules = ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'];
const tags = ['ec2:CreateTags'];
/** Our rules carry tags; a run's SSH rule also the expiry of the operator's rule that it replaced. */
const ruleTags = ['ec2:CreateTags', 'ec2:DeleteTags'];
/** Created, deleted or moved by apply and destroy; undo only covers fixes. */
const built = { by: building, extent: 'tunnels', stays: 'all' } as const;
const removed = { ...built, by: leaving } as const;
const ended = { ...built, by: ending } as const;
/** Reverts any change of a fix. */
const takingBack = [
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:CreateRoute',
  'ec2:CreateTags',
  'ec2:DeleteRoute',
  'ec2:DeleteTags',
  'ec2:DisassociateAddress',
  'ec2:ModifyInstanceAttribute',
  'ec2:ModifyInstanceMetadataOptions',
  'ec2:ModifyNetworkInterfaceAttribute',
  'ec2:ReplaceRoute',
  'ec2:RevokeSecurityGroupIngress',
  'logs:DeleteRetentionPolicy',
  'logs:PutRetentionPolicy',
];
/** On the host only, over SSH. */
const onHost = { by: building, asks: [], needs: [] } as const;

/** Parts without an effect outside the host. */
const ofItself: ReadonlySet<HostPart> = new Set(['time', 'updates', 'logging', 'beacon', 'expiry', 'sshd'] as const);
const ownWork: ReadonlySet<HostWork['do']> = new Set(['comment-out', 'private'] as const);

export const stepKinds: { readonly [K in StepKind]: StepKindEntry<K> } = {
  'mesh.verify': {
    by: building,
    asks: [],
    needs: ['ec2:CreateTags', 'logs:GetLogEvents'],
    extent: 'nothing',
    stays: 'none',
  },
  'role.create': {
    asks: ['iam:CreateRole', 'iam:TagRole', 'iam:PutRolePolicy'],
    updating: ['iam:PutRolePolicy'],
    needs: [],
    ...built,
  },
  'role.regions': { asks: ['iam:TagRole'], needs: [], ...built },
  'role.forget': { asks: ['iam:UntagRole'], needs: [], ...built },
  'role.tags': { by: building, asks: ['iam:TagRole'], needs: [], extent: 'region', stays: 'all' },
  'role.delete': { asks: [], needs: ['iam:DeleteRolePolicy', 'iam:DeleteRole'], ...ended },
  'profile.create': {
    asks: ['iam:CreateInstanceProfile', 'iam:TagInstanceProfile', 'iam:AddRoleToInstanceProfile'],
    needs: ['iam:PassRole'],
    ...built,
  },
  'profile.tags': { by: building, asks: ['iam:TagInstanceProfile'], needs: [], extent: 'region', stays: 'all' },
  'profile.delete': {
    asks: [],
    needs: ['iam:RemoveRoleFromInstanceProfile', 'iam:DeleteInstanceProfile'],
    ...ended,
  },

  'key.import': { asks: ['ec2:ImportKeyPair'], needs: tags, ...built },
  'key.delete': { asks: [], needs: ['ec2:DeleteKeyPair'], ...removed },
  'logs.create': {
    by: building,
    asks: ['logs:CreateLogGroup', 'logs:TagResource'],
    needs: [],
    extent: 'host',
    stays: 'all',
  },
  'logs.retention': { by: building, asks: ['logs:PutRetentionPolicy'], needs: [], extent: 'region', stays: 'none' },
  'logs.tags': { by: building, asks: ['logs:TagResource'], needs: [], extent: 'region', stays: 'all' },
  'logs.delete': { asks: [], needs: ['logs:DeleteLogGroup'], ...ended },
  'rules.revoke': { asks: [], needs: ['ec2:RevokeSecurityGroupIngress'], ...removed },
  'rules.tags': { by: building, asks: [], needs: tags, extent: 'region', stays: 'all' },
  'rules.withdraw': { by: fixed, asks: [], needs: ['ec2:RevokeSecurityGroupIngress'], extent: 'region', stays: 'none' },
  'undo.change': { by: fixed, asks: [], needs: takingBack, extent: 'tunnels', stays: 'none' },

  'group.create': { asks: ['ec2:CreateSecurityGroup'], needs: tags, ...built },
  'group.rules': { by: building, asks: rules, needs: ruleTags, extent: 'tunnels', stays: 'none' },
  'group.delete': { asks: [], needs: ['ec2:DeleteSecurityGroup'], ...removed },
  'services.rules': {
    by: building,
    asks: ['ec2:AuthorizeSecurityGroupIngress'],
    needs: ruleTags,
    extent: 'region',
    stays: 'none',
  },
  'address.allocate': { asks: ['ec2:AllocateAddress'], needs: tags, ...built },
  'address.associate': { by: building, asks: [], needs: ['ec2:AssociateAddress'], extent: 'tunnels', stays: 'none' },
  'address.release': {
    by: leaving,
    asks: [],
    needs: ['ec2:DisassociateAddress', 'ec2:ReleaseAddress'],
    extent: 'region',
    stays: 'all',
  },
  'interface.create': { asks: ['ec2:CreateNetworkInterface'], needs: tags, ...built },
  'interface.check': {
    by: building,
    asks: [],
    needs: ['ec2:ModifyNetworkInterfaceAttribute'],
    extent: 'tunnels',
    stays: 'none',
  },
  'interface.groups': { asks: [], needs: ['ec2:ModifyNetworkInterfaceAttribute'], ...built },
  'interface.delete': { asks: [], needs: ['ec2:DeleteNetworkInterface'], ...removed },
  'instance.run': {
    asks: ['ec2:RunInstances', 'iam:PassRole'],
    needs: [
      'ec2:CreateTags',
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeImages',
      'ec2:DescribeInstanceTypeOfferings',
      'ec2:DescribeInstanceTypes',
      'ec2:DescribeVpcBlockPublicAccessExclusions',
      'ec2:GetEbsDefaultKmsKeyId',
    ],
    ...built,
  },
  'instance.start': { asks: [], needs: ['ec2:StartInstances'], ...built },
  'instance.terminate': {
    asks: [],
    needs: ['ec2:ModifyInstanceAttribute', 'ec2:TerminateInstances'],
    ...removed,
  },
  'instance.metadata': {
    by: fixed,
    asks: [],
    needs: ['ec2:ModifyInstanceMetadataOptions'],
    extent: 'region',
    stays: 'none',
  },
  'instance.protect': { by: fixed, asks: [], needs: ['ec2:ModifyInstanceAttribute'], extent: 'region', stays: 'none' },
  'tags.set': { by: building, asks: [], needs: tags, extent: 'region', stays: 'none' },
  'route.create': { by: building, asks: ['ec2:CreateRoute'], needs: [], extent: 'tunnels', stays: 'none' },
  'route.replace': { by: building, asks: [], needs: ['ec2:ReplaceRoute'], extent: 'tunnels', stays: 'none' },
  'route.delete': { by: leaving, asks: [], needs: ['ec2:DeleteRoute'], extent: 'tunnels', stays: 'none' },

  'ssh.open': { by: building, asks: rules, needs: ruleTags, extent: 'nothing', stays: 'none' },
  'ssh.close': { by: building, asks: [], needs: ['ec2:RevokeSecurityGroupIngress'], extent: 'nothing', stays: 'none' },
  'host.pin': {
    by: building,
    asks: [],
    needs: ['ec2:GetConsoleOutput', 'ec2:CreateTags'],
    extent: 'host',
    stays: 'all',
  },
  'host.applied': { by: building, asks: [], needs: tags, extent: 'host', stays: 'none' },
  // The hosts' current facts reports.
  'host.report': { by: fixed, asks: [], needs: ['ec2:CreateTags', 'logs:GetLogEvents'], extent: 'host', stays: 'none' },
  'host.prepare': { ...onHost, ...built },
  'host.configure': { ...onHost, extent: 'tunnels', stays: 'none' },
  'host.initiate': { ...onHost, extent: 'tunnels', stays: 'none' },
  'host.agent': {
    ...onHost,
    extent: 'host',
    stays: ({ concentrator }) => `${concentrator}: the CloudWatch agent stays installed`,
  },
  'host.snapshot': { ...onHost, by: fixed, extent: 'host', stays: 'none' },
  'host.parts': {
    ...onHost,
    by: fixed,
    extent: ({ parts }) => (parts.every((part) => ofItself.has(part)) ? 'host' : 'tunnels'),
    stays: ({ parts, concentrator }) =>
      parts.includes('packages') ? `${concentrator}: packages stay installed` : undefined,
  },
  'host.work': {
    ...onHost,
    by: fixed,
    extent: ({ work }) => (work.every((one) => ownWork.has(one.do)) ? 'host' : 'tunnels'),
    stays: ({ work, concentrator }) =>
      work.some((one) => one.do === 'upgrade') ? `${concentrator}: updates stay installed` : undefined,
  },
  'host.reboot': { ...onHost, ...built, by: fixed },
  'host.restore': { ...onHost, by: fixed, extent: 'tunnels', stays: 'none' },
};

/** Each entry's functions take steps of its own kind, which this step is. */
const entryOf = (step: Step): StepKindEntry<StepKind> => stepKinds[step.kind] as StepKindEntry<StepKind>;

/** IAM actions that preflight can test before the step runs. */
export function actionsOf(step: Step): readonly string[] {
  const { asks, updating = asks } = entryOf(step);
  return step.change === 'update' ? updating : asks;
}

/** All IAM actions that the step calls. */
export const allActionsOf = (step: Step): readonly string[] => [...actionsOf(step), ...entryOf(step).needs];

/** All IAM actions that any step of the kind may call. */
export const actionsOfKind = (kind: StepKind): readonly string[] => [...stepKinds[kind].asks, ...stepKinds[kind].needs];

/** All IAM actions of the steps that a command may execute. */
export const actionsOfSteps = (command: Executing): readonly string[] =>
  (Object.keys(stepKinds) as readonly StepKind[])
    .filter((kind) => stepKinds[kind].by.includes(command))
    .flatMap(actionsOfKind);

/** How far the step's change reaches. */
export function extentOf(step: Step): Extent {
  const { extent } = entryOf(step);
  return typeof extent === 'function' ? extent(step) : extent;
}

/** What undo cannot revert of the step, as text; undefined if undo reverts it or it changes nothing. */
export function irreversibleOf(step: Step): string | undefined {
  const { stays } = entryOf(step);
  if (typeof stays === 'function') return stays(step);
  return stays === 'all' ? step.describe : undefined;
}

/** Without duplicates, in order of first occurrence. */
export function actionsOfAll(steps: readonly Step[]): readonly string[] {
  return [...new Set(steps.flatMap(actionsOf))];
}
