/** What IAM's simulator says of permissions that cannot be tried with DryRun. */
import {
  type ContextEntry,
  type EvaluationResult,
  GetRoleCommand,
  type IAMClient,
  paginateSimulatePrincipalPolicy,
} from '@aws-sdk/client-iam';
import type { Tags } from '#mesh/names.ts';
import type { PermissionQuestion, Simulated } from '#ports/permissions.ts';
import { codeOf, failureOf } from './failure.ts';
import { pages } from './lists.ts';

/** What every call carries besides, by the operator's wish. */
export interface OwnContext {
  readonly tags: Tags;
  /** ARN of the role's permissions boundary. */
  readonly boundary: string | undefined;
}

/** What is denied, and what cannot be told; undefined where the simulator may not be asked, or does not know the caller. */
export async function simulate(
  iam: IAMClient,
  caller: string,
  questions: readonly PermissionQuestion[],
  own: OwnContext = { tags: {}, boundary: undefined },
): Promise<Simulated | undefined> {
  // The account's root may do everything, and no policy speaks of it.
  if (caller.endsWith(':root')) return { denied: [], unsure: [] };
  try {
    const PolicySourceArn = await principalOf(iam, caller);
    const answers = await Promise.all(
      questions.map(async (question) => verdicts(question, await ask(iam, PolicySourceArn, question, own))),
    );
    const byOrganization = [...new Set(answers.flatMap((one) => one.byOrganization ?? []))];
    return {
      denied: [...new Set(answers.flatMap(({ denied }) => denied))],
      ...(byOrganization.length === 0 ? {} : { byOrganization }),
      unsure: answers.flatMap(({ unsure }) => unsure),
    };
  } catch (error) {
    const kind = failureOf(codeOf(error));
    if (kind === 'denied' || kind === 'not-found' || kind === 'other') return undefined;
    throw error;
  }
}

function ask(iam: IAMClient, PolicySourceArn: string, question: PermissionQuestion, own: OwnContext) {
  const asked = {
    PolicySourceArn,
    ActionNames: [...question.actions],
    ResourceArns: [...question.resources],
    ContextEntries: contextOf(question, own, PolicySourceArn),
  };
  return pages(paginateSimulatePrincipalPolicy({ client: iam }, asked), (page) => page.EvaluationResults);
}

/** What is known beforehand of the calls to come: the simulator takes nothing for granted (IAM User Guide, "Global condition context keys"). */
function contextOf(
  { region, tags: given, passedTo, createAction }: PermissionQuestion,
  own: OwnContext,
  principal: string,
): ContextEntry[] {
  const tags = { ...own.tags, ...given };
  const entry = (
    ContextKeyName: string,
    values: readonly string[],
    ContextKeyType: ContextEntry['ContextKeyType'] = 'string',
  ): ContextEntry => ({ ContextKeyName, ContextKeyValues: [...values], ContextKeyType });
  const owned = Object.entries(tags);
  return [
    entry('aws:RequestedRegion', [region]),
    entry('aws:SecureTransport', ['true'], 'boolean'),
    // What organisations make exceptions for.
    entry('aws:PrincipalArn', [principal]),
    entry('aws:PrincipalAccount', [principal.split(':')[4] ?? '']),
    ...(createAction === undefined ? [] : [entry('ec2:CreateAction', [createAction])]),
    ...(own.boundary === undefined ? [] : [entry('iam:PermissionsBoundary', [own.boundary])]),
    ...(passedTo === undefined ? [] : [entry('iam:PassedToService', [passedTo])]),
    ...(owned.length === 0 ? [] : [entry('aws:TagKeys', Object.keys(tags), 'stringList')]),
    ...owned.map(([key, value]) => entry(`aws:RequestTag/${key}`, [value])),
    ...owned.map(([key, value]) => entry(`aws:ResourceTag/${key}`, [value])),
  ];
}

interface Verdict {
  readonly resource: string | undefined;
  /** Undefined where the answer says none. */
  readonly decision: string | undefined;
  readonly missing: readonly string[];
}

/** Where resources were named, the answer for each stands below the one for all (IAM API Reference, EvaluationResult). */
function verdictsOf(result: EvaluationResult): readonly Verdict[] {
  const specific = result.ResourceSpecificResults ?? [];
  if (specific.length === 0) {
    const missing = result.MissingContextValues ?? [];
    return [{ resource: result.EvalResourceName, decision: result.EvalDecision, missing }];
  }
  return specific.map(({ EvalResourceName, EvalResourceDecision, MissingContextValues }) => ({
    resource: EvalResourceName,
    decision: EvalResourceDecision,
    missing: MissingContextValues ?? result.MissingContextValues ?? [],
  }));
}

/**
 * An action is denied when no form of its resource is allowed, or one that it must have is not; a denial for want of what a
 * condition asks for says nothing, nor does silence.
 */
function verdicts({ actions, each }: PermissionQuestion, results: readonly EvaluationResult[]): Simulated {
  const denied: string[] = [];
  const byOrganization: string[] = [];
  const unsure: Simulated['unsure'][number][] = [];
  for (const action of actions) {
    const said = results.filter(({ EvalActionName }) => EvalActionName === action);
    const found = said.flatMap(verdictsOf);
    const needed = each?.[action];
    const standing =
      needed === undefined
        ? found.some(({ decision }) => decision === 'allowed')
          ? []
          : found
        : needed.map((arn) => found.find(({ resource }) => resource === arn) ?? unsaid).filter(isRefused);
    if (standing.length === 0 && found.length > 0) continue;
    const missing = [...new Set(standing.flatMap((one) => one.missing))].toSorted();
    const isTold = standing.length > 0 && standing.every(({ decision }) => decision !== undefined);
    if (missing.length > 0 || !isTold) {
      unsure.push({ action, missing });
      continue;
    }
    denied.push(action);
    if (said.some((one) => one.OrganizationsDecisionDetail?.AllowedByOrganizations === false)) {
      byOrganization.push(action);
    }
  }
  return { denied, byOrganization, unsure };
}

const unsaid: Verdict = { resource: undefined, decision: undefined, missing: [] };
const isRefused = ({ decision }: Verdict): boolean => decision !== 'allowed';

/** The user or the role behind the caller: a role's session names it without the role's path, so IAM is asked. */
async function principalOf(iam: IAMClient, caller: string): Promise<string> {
  const role = /:assumed-role\/([^/]+)\//.exec(caller)?.[1];
  if (role === undefined) return caller;
  return (await iam.send(new GetRoleCommand({ RoleName: role }))).Role?.Arn ?? caller;
}
