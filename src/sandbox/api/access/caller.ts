/** Who calls: the operator (an IAM user) or an instance's role. */
import type { World } from '#sandbox/api/store/world.ts';
import { type Credential, isSignedWith, isSkewed, type SignedRequest } from '#sandbox/api/wire/signature.ts';
import type { Context } from './conditions.ts';
import { type Grounds, type Ruling, ruling } from './evaluate-request.ts';
import type { Question } from './required-permissions.ts';

export interface Caller {
  readonly kind: 'user' | 'role';
  readonly arn: string;
  /** As GetCallerIdentity's UserId. */
  readonly userId: string;
  readonly name: string;
  readonly grounds: Grounds;
  /** Condition keys that every request of the caller has (IAM User Guide, "AWS global condition context keys"). */
  readonly context: Context;
}

export type Authentication =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly reason: 'unknown' | 'signature' | 'skewed' | 'expired' };

/** Who signed the request. @param now epoch milliseconds */
export function authenticate(
  world: World,
  credential: Credential,
  request: SignedRequest,
  now: number,
): Authentication {
  if (isSkewed(request, now)) return { ok: false, reason: 'skewed' };
  const key = world.accessKeys.get(credential.accessKeyId);
  const user = key === undefined ? undefined : world.users.get(key.userName);
  if (key !== undefined && user !== undefined) {
    if (!isSignedWith(key.secret, credential, request)) return { ok: false, reason: 'signature' };
    const arn = `arn:aws:iam::${world.accountId}:user/${user.id}`;
    const grounds = { identity: policiesOfUser(world, user), organization: controlPolicies(world) };
    const context = { ...principal(world, arn, 'User', user.userId), 'aws:username': user.id };
    return { ok: true, caller: { kind: 'user', arn, userId: user.userId, name: user.id, grounds, context } };
  }
  const session = world.sessions.get(credential.accessKeyId);
  const role = session === undefined ? undefined : world.roles.get(session.roleName);
  if (session === undefined || role === undefined) return { ok: false, reason: 'unknown' };
  if (request.headers['x-amz-security-token'] !== session.token) return { ok: false, reason: 'unknown' };
  if (
    !credential.signedHeaders.includes('x-amz-security-token') ||
    !isSignedWith(session.secret, credential, request)
  ) {
    return { ok: false, reason: 'signature' };
  }
  if (session.expiresAt <= now) return { ok: false, reason: 'expired' };
  const userId = `${role.roleId}:${session.instanceId}`;
  return {
    ok: true,
    caller: {
      kind: 'role',
      arn: `arn:aws:sts::${world.accountId}:assumed-role/${role.id}/${session.instanceId}`,
      userId,
      name: role.id,
      grounds: { identity: Object.values(role.policies), organization: controlPolicies(world) },
      context: {
        ...principal(world, `arn:aws:iam::${world.accountId}:role${role.path}${role.id}`, 'AssumedRole', userId),
        // Of credentials that an instance fetched with IMDSv2: its hosts know no other way.
        'ec2:RoleDelivery': '2.0',
      },
    },
  };
}

const principal = ({ accountId }: World, arn: string, type: 'User' | 'AssumedRole', userId: string): Context => ({
  'aws:PrincipalAccount': accountId,
  'aws:PrincipalArn': arn,
  'aws:PrincipalType': type,
  'aws:userid': userId,
});

/** By level of the organisation, as documents. */
export const controlPolicies = ({ settings }: World): readonly (readonly string[])[] =>
  settings.serviceControlPolicies.map((level) => level.map((one) => JSON.stringify(one)));

/** The operator administers the account, and inline policies can only take away; unless the sandbox is told otherwise. */
export function policiesOfUser(world: World, user: { readonly policies: Readonly<Record<string, string>> }): string[] {
  const own = Object.values(user.policies);
  return world.settings.administrators === 1 ? [everything, ...own] : own;
}

const everything = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });

/** Whether the caller may do this. GetCallerIdentity needs no permission, and none can take it away (STS API Reference). */
export function mayDo(caller: Caller, { action, resource, context }: Question): Ruling {
  if (action === 'sts:GetCallerIdentity') return { decision: 'allowed', by: 'identity', missing: [] };
  return ruling(caller.grounds, action, resource, { ...caller.context, ...context });
}
