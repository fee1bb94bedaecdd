/**
 * How far each action is let: which resources, under which conditions (Service Authorization Reference). What is not here
 * knows no resources, as all that describes, and is let for `*`.
 */
import { auditStream, meshResourceName, tagKeys } from '#mesh/names.ts';
import type { Spec } from '#mesh/spec/schema.ts';

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** What a statement says besides its actions. */
export interface Scope {
  readonly resources: readonly string[];
  readonly condition?: Condition;
}

/** What of the mesh narrows a policy. */
export interface Narrowing {
  readonly spec: Spec;
  readonly logGroup: string;
  /** Calls of the command that bring tags for what they make. */
  readonly creating: readonly string[];
}

const everything: Scope = { resources: ['*'] };

/** An identity's policy reaches into its own account alone: the account in an ARN may stay open. */
const arn = 'arn:aws';

/** Calls that make something of EC2, and the types that they tag. What else these calls touch keeps them to the regions. */
const made: Readonly<Record<string, readonly string[]>> = {
  'ec2:AllocateAddress': ['elastic-ip'],
  'ec2:CreateNetworkInterface': ['network-interface'],
  'ec2:CreateSecurityGroup': ['security-group'],
  'ec2:ImportKeyPair': ['key-pair'],
  'ec2:RunInstances': ['instance', 'volume'],
};

/** They touch nothing else. */
const alone: ReadonlySet<string> = new Set(['ec2:AllocateAddress', 'ec2:ImportKeyPair']);

/** Calls that bring tags for what they make: `ec2:CreateAction` of the tags. */
export const taggingCalls: readonly string[] = [...Object.keys(made), 'ec2:AuthorizeSecurityGroupIngress'];

/** Only on what carries the mesh's tag. */
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

/** On the audit's own stream alone. */
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
    // Rules of the mesh stand in the operator's own groups too, unless the spec says that they shall not.
    case 'ec2:AuthorizeSecurityGroupIngress':
      return opensOnly || spec.securityGroups.services === 'none'
        ? [own, { resources: ec2('security-group-rule/*') }]
        : [used(...ec2('security-group/*', 'security-group-rule/*'))];
    // Those of a spec of before may stand anywhere.
    case 'ec2:RevokeSecurityGroupIngress':
      return opensOnly ? [own] : [{ resources: ec2('security-group/*') }];
    case 'ec2:ModifyNetworkInterfaceAttribute':
      return [own, { resources: ec2('security-group/*') }];
    case 'ec2:CreateRoute':
    case 'ec2:ReplaceRoute':
      return [used(...ec2('route-table/*'))];
    case 'ec2:DeleteRoute':
      return [{ resources: ec2('route-table/*') }];
    // Of the caller's own role too, which has a path that only IAM knows.
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

/** Of what is not there yet IAM knows no path. */
function named(type: 'role' | 'instance-profile', { mesh, iam }: Spec): Scope {
  const paths = [...new Set([iam.rolePath, '/'])];
  return { resources: paths.map((path) => `${arn}:iam::*:${type}${path}${meshResourceName(mesh)}`) };
}

const bounded = ({ iam: { permissionsBoundary: boundary } }: Spec): Pick<Scope, 'condition'> =>
  boundary === undefined ? {} : { condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } } };
