/** What IAM's simulator says of permissions that cannot be tried with DryRun. */
import { GetRoleCommand, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { PermissionQuestion } from '#ports/cloud.ts';
import { codeOf, failureOf } from './failure.ts';

/** Names of the actions that are denied; undefined where the simulator may not be asked, or does not know the caller. */
export async function deniedActions(
  iam: IAMClient,
  caller: string,
  questions: readonly PermissionQuestion[],
): Promise<readonly string[] | undefined> {
  // The account's root may do everything, and no policy speaks of it.
  if (caller.endsWith(':root')) return [];
  try {
    const PolicySourceArn = await principalOf(iam, caller);
    const answers = await Promise.all(
      questions.map(({ resource, actions }) =>
        iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn,
            ActionNames: [...actions],
            ResourceArns: [resource],
          }),
        ),
      ),
    );
    const results = answers.flatMap(({ EvaluationResults }) => EvaluationResults ?? []);
    // Where a policy has conditions on what the simulator was not told, an implicit denial says nothing.
    const denied = results.filter(
      ({ EvalDecision, MissingContextValues }) =>
        EvalDecision === 'explicitDeny' ||
        (EvalDecision === 'implicitDeny' && (MissingContextValues ?? []).length === 0),
    );
    return [...new Set(denied.flatMap(({ EvalActionName }) => EvalActionName ?? []))];
  } catch (error) {
    const kind = failureOf(codeOf(error));
    if (kind === 'denied' || kind === 'not-found' || kind === 'other') return undefined;
    throw error;
  }
}

/** The user or the role behind the caller: a role's session names it without the role's path, so IAM is asked. */
async function principalOf(iam: IAMClient, caller: string): Promise<string> {
  const role = /:assumed-role\/([^/]+)\//.exec(caller)?.[1];
  if (role === undefined) return caller;
  return (await iam.send(new GetRoleCommand({ RoleName: role }))).Role?.Arn ?? caller;
}
