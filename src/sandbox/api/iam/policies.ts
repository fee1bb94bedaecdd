/** Inline policies of roles and users, attached policies, and what they amount to. */

import { controlPolicies, policiesOfUser } from '#sandbox/api/access/caller.ts';
import type { Context } from '#sandbox/api/access/conditions.ts';
import { ruling } from '#sandbox/api/access/evaluate-request.ts';
import { checkPolicy } from '#sandbox/api/access/policy-document.ts';
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import type { InlinePolicies } from '#sandbox/api/store/account-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import { iamPage, nameOf, needRole, needUser, noSuchEntity } from './entities.ts';

function put(call: QueryCall, policies: InlinePolicies): InlinePolicies {
  const document = call.params.need('PolicyDocument');
  checkPolicy(document);
  return { ...policies, [nameOf(call, 'PolicyName', 128)]: document };
}

function read(
  call: QueryCall,
  policies: InlinePolicies,
  owner: string,
): { readonly PolicyName: string; readonly PolicyDocument: string } {
  const name = nameOf(call, 'PolicyName', 128);
  const document = policies[name];
  if (document === undefined) throw noSuchEntity(`The ${owner} policy with name ${name} cannot be found.`);
  return { PolicyName: name, PolicyDocument: encodeURIComponent(document) };
}

function without(call: QueryCall, policies: InlinePolicies, owner: string): InlinePolicies {
  const { PolicyName } = read(call, policies, owner);
  return Object.fromEntries(Object.entries(policies).filter(([name]) => name !== PolicyName));
}

/** What the request is said to have: `ContextEntries.member.N`. */
function contextOf(params: QueryCall['params']): Context {
  return Object.fromEntries(
    params.groups('ContextEntries').map((entry) => {
      const values = entry.texts('ContextKeyValues');
      const isList = entry.text('ContextKeyType')?.endsWith('List') === true;
      return [entry.need('ContextKeyName'), isList ? values : (values[0] ?? '')];
    }),
  );
}

const words = { allowed: 'allowed', 'explicit-deny': 'explicitDeny', 'implicit-deny': 'implicitDeny' } as const;

/**
 * What the principal's policies and the organisation's say about each action on each resource. Where resources are given, what a condition asks
 * about and the request has not stands with each of them, and the list above is empty (IAM API Reference, EvaluationResult).
 */
function simulate(call: QueryCall) {
  const { params, world } = call;
  const arn = params.need('PolicySourceArn');
  const name = arn.split('/').at(-1) ?? '';
  const user = arn.includes(':user/') ? world.users.get(name) : undefined;
  const role = arn.includes(':role/') ? world.roles.get(name) : undefined;
  if (user === undefined && role === undefined) throw noSuchEntity(`The principal ${arn} cannot be found.`);
  const identity = user === undefined ? Object.values(role?.policies ?? {}) : policiesOfUser(world, user);
  const organization = controlPolicies(world);
  const context = contextOf(params);
  const resources = params.texts('ResourceArns');
  const results = params.texts('ActionNames').flatMap((action) =>
    (resources.length === 0 ? ['*'] : resources).map((resource) => {
      const { decision, by, missing } = ruling({ identity, organization }, action, resource, context);
      const EvalDecision = words[decision];
      const about = {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision,
        MatchedStatements: [],
        // Only of accounts in an organisation (IAM API Reference, EvaluationResult).
        OrganizationsDecisionDetail:
          organization.length === 0
            ? undefined
            : { AllowedByOrganizations: decision === 'allowed' || by === 'identity' },
      };
      if (resources.length === 0) return { ...about, MissingContextValues: missing };
      return {
        ...about,
        MissingContextValues: [],
        ResourceSpecificResults: [
          {
            EvalResourceName: resource,
            EvalResourceDecision: EvalDecision,
            MatchedStatements: [],
            MissingContextValues: missing,
          },
        ],
      };
    }),
  );
  if (results.length === 0) throw new ApiError('InvalidInput', 'At least one action name is needed.');
  const shown = iamPage(call, results);
  return { EvaluationResults: shown.rows, ...shown.fields };
}

export const policyActions: Actions<QueryAction> = {
  PutRolePolicy: changes((call) => {
    const role = needRole(call);
    call.world.roles.put({ ...role, policies: put(call, role.policies) });
    return {};
  }),
  GetRolePolicy: reads((call) => {
    const role = needRole(call);
    return { RoleName: role.id, ...read(call, role.policies, 'role') };
  }),
  DeleteRolePolicy: changes((call) => {
    const role = needRole(call);
    call.world.roles.put({ ...role, policies: without(call, role.policies, 'role') });
    return {};
  }),
  ListRolePolicies: reads((call) => {
    const shown = iamPage(call, Object.keys(needRole(call).policies));
    return { PolicyNames: shown.rows, ...shown.fields };
  }),
  AttachRolePolicy: changes((call) => {
    const role = needRole(call);
    call.world.roles.put({ ...role, attached: [...new Set([...role.attached, call.params.need('PolicyArn')])] });
    return {};
  }),
  DetachRolePolicy: changes((call) => {
    const role = needRole(call);
    const arn = call.params.need('PolicyArn');
    if (!role.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
    call.world.roles.put({ ...role, attached: role.attached.filter((one) => one !== arn) });
    return {};
  }),
  ListAttachedRolePolicies: reads((call) => {
    const shown = iamPage(call, needRole(call).attached);
    return {
      AttachedPolicies: shown.rows.map((PolicyArn) => ({ PolicyName: PolicyArn.split('/').at(-1), PolicyArn })),
      ...shown.fields,
    };
  }),
  PutUserPolicy: changes((call) => {
    const user = needUser(call);
    call.world.users.put({ ...user, policies: put(call, user.policies) });
    return {};
  }),
  GetUserPolicy: reads((call) => {
    const user = needUser(call);
    return { UserName: user.id, ...read(call, user.policies, 'user') };
  }),
  DeleteUserPolicy: changes((call) => {
    const user = needUser(call);
    call.world.users.put({ ...user, policies: without(call, user.policies, 'user') });
    return {};
  }),
  ListUserPolicies: reads((call) => {
    const shown = iamPage(call, Object.keys(needUser(call).policies));
    return { PolicyNames: shown.rows, ...shown.fields };
  }),
  SimulatePrincipalPolicy: reads(simulate),
};
