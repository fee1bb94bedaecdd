/** Who calls: the operator (an IAM user) or an instance's role. */
import type { World } from '#sandbox/api/store/world.ts';
import { type Credential, isSignedWith, isSkewed, type SignedRequest } from '#sandbox/api/wire/signature.ts';
import { type Context, type Decision, decide } from './policy.ts';

export interface Caller {
  readonly kind: 'user' | 'role';
  readonly arn: string;
  /** As GetCallerIdentity's UserId. */
  readonly userId: string;
  readonly name: string;
  readonly policies: readonly string[];
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
    return {
      ok: true,
      caller: { kind: 'user', arn, userId: user.userId, name: user.id, policies: policiesOfUser(world, user) },
    };
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
  return {
    ok: true,
    caller: {
      kind: 'role',
      arn: `arn:aws:sts::${world.accountId}:assumed-role/${role.id}/${session.instanceId}`,
      userId: `${role.roleId}:${session.instanceId}`,
      name: role.id,
      policies: Object.values(role.policies),
    },
  };
}

/** The operator administers the account, and inline policies can only take away; unless the sandbox is told otherwise. */
export function policiesOfUser(world: World, user: { readonly policies: Readonly<Record<string, string>> }): string[] {
  const own = Object.values(user.policies);
  return world.settings.administrators === 1 ? [everything, ...own] : own;
}

const everything = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });

/** Whether the caller may do this. GetCallerIdentity needs no permission. */
export const mayDo = (caller: Caller, action: string, resource: string, context?: Context): Decision =>
  action === 'sts:GetCallerIdentity' ? 'allowed' : decide(caller.policies, action, resource, context);
