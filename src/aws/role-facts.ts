/** The concentrators' role as it is, for the audit: what it may do, and what else was hung on it. */
import {
  GetInstanceProfileCommand,
  GetRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import type { Fact } from '#mesh/fact.ts';
import type { RoleFacts } from '#mesh/observed/region-facts.ts';
import { cloudFact as ask } from '#ports/cloud-fact.ts';
import { codeOf, failureOf } from './failure.ts';
import { pages } from './lists.ts';
import { need } from './translate.ts';

/** null: there is no such role. */
export function inspectRole(
  client: IAMClient,
  { name: RoleName, policyName: PolicyName }: { readonly name: string; readonly policyName: string },
): Promise<Fact<RoleFacts | null>> {
  return ask(async () => {
    const [inline, attached, policy, profile] = await Promise.all([
      orNull(pages(paginateListRolePolicies({ client }, { RoleName }), (page) => page.PolicyNames)),
      orNull(pages(paginateListAttachedRolePolicies({ client }, { RoleName }), (page) => page.AttachedPolicies)),
      orNull(client.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
      orNull(client.send(new GetInstanceProfileCommand({ InstanceProfileName: RoleName }))),
    ]);
    if (inline === null || attached === null) return null;
    return {
      policy: policy === null ? null : decodeURIComponent(need(policy.PolicyDocument, 'the text of a policy')),
      inline,
      attached: attached.map(({ PolicyArn }) => need(PolicyArn, 'the ARN of a policy')),
      profileArn: profile === null ? null : need(profile.InstanceProfile?.Arn, 'the ARN of a profile'),
      profileRoles: (profile?.InstanceProfile?.Roles ?? []).flatMap((role) => role.RoleName ?? []),
    };
  });
}

async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (failureOf(codeOf(error)) === 'not-found') return null;
    throw error;
  }
}
