/**
 * The scope of each action: resources and conditions (Service Authorization Reference). Actions that are not listed, such
 * as all Describe calls, support no resources and get `*`.
 */
import { auditStream, meshResourceName, tagKeys } from '#mesh/names.ts';
import type { Spec } from '#mesh/spec/schema.ts';

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** A statement without its actions. */
export interface Scope {
  readonly resources: readonly string[];
  readonly condition?: Condition;
}

/** The parts of the mesh that narrow a policy. */
export interface Narrowing {
  readonly spec: Spec;
  readonly logGroup: string;
  /** The command's calls that tag what they create. */
  readonly creating: readonly string[];
}

const everything: Scope = { resources: ['*'] };

/** An identity's policy only applies to its own account, so the account in an ARN can stay open. */
const arn = 'arn:aws';

/** EC2 calls that create resources, with the types that they tag. Other resources of these calls are limited by region. */
const made: Readonly<Record<string, readonly string[]>> = {
  'ec2:AllocateAddress': ['elastic-ip'],
  'ec2:CreateNetworkInterface': ['network-interface'],
  'ec2:CreateSecurityGroup': ['security-group'],
  'ec2:ImportKeyPair': ['key-pair'],
  'ec2:RunInstances': ['instance', 'volume'],
};

/** They touch nothing else. */
const alone: ReadonlySet<string> = new Set(['ec2:AllocateAddress', 'ec2:ImportKeyPair']);

/** Calls that tag what they create: `ec2:CreateAction` of the tags. */
export const taggingCalls: readonly string[] = [...Object.keys(made), 'ec2:AuthorizeSecurityGroupIngress'];

/** Only resources with the mesh's tag. */
const ofTheMesh: ReadonlySet<string> = new Set([
  'ec2:AssociateAddress',
  'ec2:DeleteKeyPair',
  'ec2:DeleteNetworkInterface',
  'ec2:DeleteSecurityGroup',
  'ec2:DeleteTags',
  'ec2:DescribeInstanceAttribute',
  'ec2:DisassociateAddress',
  'ec2:GetConsoleOutput',
  'ec2:ModifyInstanceAttribute',
  'ec2:ModifyInstanceMetadataOptions',
  'ec2:ReleaseAddress',
  'ec2:StartInstances',
  'ec2:TerminateInstances',
]);

/** Only the audit's own stream. */
const publishing: ReadonlySet<string> = new Set(['logs:CreateLogStream', 'logs:PutLogEvents']);

const onProfile = /^iam:(Get|Create|Delete|Tag|AddRoleTo|RemoveRoleFrom)InstanceProfile$/;

export function scopesOf(action: string, given: Narrowing, opensOnly: boolean): readonly Scope[] {
  const { spec, creating } = given;
  const ec2 = (...types: readonly string[]): readonly string[] => types.map((type) => `${arn}:ec2:*:*:${type}`);
  const regions = [...new Set(spec.members.map(({ region }) => region))].toSorted();
  const here = { 'aws:RequestedRegion': regions };
  const own: Scope = {
    resources: ec2('*/*'),
    condition: { StringEquals: { [`aws:ResourceTag/${tagKeys.mesh}`]: spec.mesh } },
  };
  const tagged = { [`aws:RequestTag/${tagKeys.mesh}`]: spec.mesh };
  const used = (...resources: readonly string[]): Scope => ({ resources, condition: { StringEquals: here } });
  if (ofTheMesh.has(action)) return [own];
  const making: readonly Scope[] = (made[action] ?? []).map((type) => ({
    resources: ec2(`${type}/*`),
    condition: { StringEquals: alone.has(action) ? { ...tagged, ...here } : tagged },
  }));
  switch (action) {
    case 'ec2:CreateSecurityGroup':
      return [...making, used(...ec2('vpc/*'))];
    case 'ec2:CreateNetworkInterface':
      return [...making, used(...ec2('subnet/*', 'security-group/*'))];
    case 'ec2:RunInstances':
      return [
        ...making,
        used(...ec2('subnet/*', 'security-group/*')),
        {
          resources: [
            ...ec2('network-interface/*', `key-pair/${meshResourceName(spec.mesh)}`),
            `${arn}:ec2:*::image/*`,
          ],
        },
      ];
    case 'ec2:CreateTags':
      return [
        own,
        ...(creating.length === 0
          ? []
          : [{ resources: ec2('*/*'), condition: { StringEquals: { 'ec2:CreateAction': creating, ...tagged } } }]),
      ];
    // The mesh also has rules in the operator's own groups, unless the spec excludes that.
    case 'ec2:AuthorizeSecurityGroupIngress':
      return opensOnly || spec.securityGroups.services === 'none'
        ? [own, { resources: ec2('security-group-rule/*') }]
        : [used(...ec2('security-group/*', 'security-group-rule/*'))];
    // An earlier spec may have left rules in any group.
    case 'ec2:RevokeSecurityGroupIngress':
      return opensOnly ? [own] : [{ resources: ec2('security-group/*') }];
    case 'ec2:ModifyNetworkInterfaceAttribute':
      return [own, { resources: ec2('security-group/*') }];
    case 'ec2:CreateRoute':
    case 'ec2:ReplaceRoute':
      return [used(...ec2('route-table/*'))];
    case 'ec2:DeleteRoute':
      return [{ resources: ec2('route-table/*') }];
    // Also for the caller's own role, whose path only IAM knows.
    case 'iam:GetRole':
    case 'iam:SimulatePrincipalPolicy':
      return [everything];
    case 'iam:CreateRole':
      return [{ ...named('role', spec), ...bounded(spec) }];
    case 'servicequotas:GetServiceQuota':
      return [{ resources: [`${arn}:servicequotas:*:*:ec2/*`, `${arn}:servicequotas:*:*:vpc/*`] }];
    case 'logs:DescribeLogGroups':
      return [everything];
  }
  if (making.length > 0) return making;
  if (action.startsWith('iam:')) return [named(onProfile.test(action) ? 'instance-profile' : 'role', spec)];
  if (action.startsWith('logs:')) {
    const group = `${arn}:logs:*:*:log-group:${given.logGroup}`;
    if (publishing.has(action)) return [{ resources: [`${group}:log-stream:${auditStream}`] }];
    if (action === 'logs:GetLogEvents') return [{ resources: [`${group}:log-stream:*`] }];
    return [{ resources: [group, `${group}:*`] }];
  }
  return [everything];
}

/** IAM does not know the path of a resource that does not exist yet. */
function named(type: 'role' | 'instance-profile', { mesh, iam }: Spec): Scope {
  const paths = [...new Set([iam.rolePath, '/'])];
  return { resources: paths.map((path) => `${arn}:iam::*:${type}${path}${meshResourceName(mesh)}`) };
}

const bounded = ({ iam: { permissionsBoundary: boundary } }: Spec): Pick<Scope, 'condition'> =>
  boundary === undefined ? {} : { condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } } };
