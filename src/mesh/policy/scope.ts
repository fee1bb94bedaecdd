/**
 * The resources and conditions to which a policy limits each action (Service Authorization Reference). Actions without an
 * entry, such as most Describe calls, support no resource-level permissions and are allowed on `*`.
 */
import { auditStream, meshResourceName, tagKeys } from '#mesh/names.ts';
import type { Spec } from '#mesh/spec/schema.ts';
import { making, onAnybodys, onTheMesh } from './resources.ts';

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
  /** All actions of the command. */
  readonly actions: readonly string[];
  /** The command only opens and closes SSH, in the mesh's own groups. */
  readonly opensOnly: boolean;
}

const everything: Scope = { resources: ['*'] };

/** An identity's policy only applies to its own account, so the account in an ARN can stay open. */
const arn = 'arn:aws';

/** Calls that touch only what they create; the other resources of all others limit them to the regions. */
const alone: ReadonlySet<string> = new Set(['ec2:AllocateAddress', 'ec2:ImportKeyPair']);

/** Only the audit's own stream. */
const publishing: ReadonlySet<string> = new Set(['logs:CreateLogStream', 'logs:PutLogEvents']);

const onProfile = /^iam:(Get|Create|Delete|Tag|AddRoleTo|RemoveRoleFrom)InstanceProfile$/;

export function scopesOf(action: string, given: Narrowing): readonly Scope[] {
  const { spec } = given;
  switch (action.split(':')[0]) {
    case 'ec2':
      return ec2Scopes(action, given);
    case 'iam':
      return iamScopes(action, spec);
    case 'logs':
      return [logsScope(action, `${arn}:logs:*:*:log-group:${given.logGroup}`)];
    case 'servicequotas':
      return [{ resources: [`${arn}:servicequotas:*:*:ec2/*`, `${arn}:servicequotas:*:*:vpc/*`] }];
    default:
      return [everything];
  }
}

const ec2 = (types: readonly string[] = []): readonly string[] => types.map((type) => `${arn}:ec2:*:*:${type}/*`);
const where = (StringEquals: Condition[string]): Pick<Scope, 'condition'> => ({ condition: { StringEquals } });

function ec2Scopes(action: string, { spec, actions, opensOnly }: Narrowing): readonly Scope[] {
  const here = { 'aws:RequestedRegion': [...new Set(spec.members.map(({ region }) => region))].toSorted() };
  const carries = (types: readonly string[] | undefined): readonly Scope[] =>
    types === undefined
      ? []
      : [{ resources: ec2(types), ...where({ [`aws:ResourceTag/${tagKeys.mesh}`]: spec.mesh }) }];
  const tagged = { [`aws:RequestTag/${tagKeys.mesh}`]: spec.mesh };
  const made = (): Scope => ({
    resources: ec2(making[action]),
    ...where(alone.has(action) ? { ...tagged, ...here } : tagged),
  });
  const used = (...types: readonly string[]): Scope => ({ resources: ec2(types), ...where(here) });
  const own = carries(onTheMesh[action]);
  switch (action) {
    case 'ec2:AllocateAddress':
    case 'ec2:ImportKeyPair':
      return [made()];
    case 'ec2:CreateSecurityGroup':
      return [made(), used('vpc')];
    case 'ec2:CreateNetworkInterface':
      return [made(), used('subnet', 'security-group')];
    case 'ec2:RunInstances': {
      const keyPair = `${arn}:ec2:*:*:key-pair/${meshResourceName(spec.mesh)}`;
      const rest = { resources: [...ec2(['network-interface']), keyPair, `${arn}:ec2:*::image/*`] };
      return [made(), used('subnet', 'security-group'), rest];
    }
    case 'ec2:CreateTags': {
      const creating = Object.keys(making).filter((one) => actions.includes(one));
      const types = [...new Set(creating.flatMap((one) => making[one] ?? []))].toSorted();
      const calls = creating.map((one) => one.slice('ec2:'.length));
      const atCreation = { resources: ec2(types), ...where({ 'ec2:CreateAction': calls, ...tagged }) };
      return [...(opensOnly ? [] : own), ...(creating.length === 0 ? [] : [atCreation])];
    }
    // The mesh also has rules in the operator's own groups, unless the spec excludes that.
    case 'ec2:AuthorizeSecurityGroupIngress':
      return opensOnly || spec.securityGroups.services === 'none'
        ? [...carries(onAnybodys[action]), { resources: ec2(making[action]) }]
        : [used('security-group', 'security-group-rule')];
    // An earlier spec may have left rules in any group.
    case 'ec2:RevokeSecurityGroupIngress':
      return opensOnly ? carries(onAnybodys[action]) : [{ resources: ec2(onAnybodys[action]) }];
    case 'ec2:ModifyNetworkInterfaceAttribute':
      return [...own, { resources: ec2(onAnybodys[action]) }];
    case 'ec2:CreateRoute':
    case 'ec2:ReplaceRoute':
      return [used('route-table')];
    case 'ec2:DeleteRoute':
      return [{ resources: ec2(onAnybodys[action]) }];
    default:
      return own.length > 0 ? own : [everything];
  }
}

function iamScopes(action: string, spec: Spec): readonly Scope[] {
  // Also for the caller's own role, whose path only IAM knows.
  if (action === 'iam:GetRole' || action === 'iam:SimulatePrincipalPolicy') return [everything];
  // IAM does not know the path of a resource that does not exist yet.
  const paths = [...new Set([spec.iam.rolePath, '/'])];
  const type = onProfile.test(action) ? 'instance-profile' : 'role';
  const resources = paths.map((path) => `${arn}:iam::*:${type}${path}${meshResourceName(spec.mesh)}`);
  const boundary = spec.iam.permissionsBoundary;
  const isBounded = action === 'iam:CreateRole' && boundary !== undefined;
  return [{ resources, ...(isBounded ? where({ 'iam:PermissionsBoundary': boundary }) : {}) }];
}

function logsScope(action: string, group: string): Scope {
  if (action === 'logs:DescribeLogGroups') return everything;
  if (publishing.has(action)) return { resources: [`${group}:log-stream:${auditStream}`] };
  if (action === 'logs:GetLogEvents') return { resources: [`${group}:log-stream:*`] };
  return { resources: [group, `${group}:*`] };
}
