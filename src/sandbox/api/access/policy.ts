/**
 * Policy documents: Effect, Action, NotAction, Resource with wildcards; an explicit
 * Deny wins. Of conditions those on strings: a statement with another one is refused
 * when it is stored, because taking no notice of it would allow too much.
 */
import * as z from 'zod';
import { ApiError } from '#sandbox/api/wire/errors.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
/** IAM User Guide, "IAM JSON policy elements: Condition operators". */
const operators = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'] as const;
const conditions = z.partialRecord(z.enum(operators), z.record(z.string(), oneOrMore), {
  error: `the sandbox knows only the condition operators ${operators.join(', ')}`,
});
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  Condition: conditions.optional(),
});
const document = z.object({
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});

export type Decision = 'allowed' | 'explicit-deny' | 'implicit-deny';

/** True when the text matches a pattern with `*` and `?`. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** @throws ApiError MalformedPolicyDocument */
export function checkPolicy(text: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ApiError('MalformedPolicyDocument', 'Syntax errors in policy.');
  }
  const result = document.safeParse(parsed);
  if (!result.success) {
    throw new ApiError('MalformedPolicyDocument', `Syntax errors in policy. ${z.prettifyError(result.error)}`);
  }
}

/** Values of condition keys as a request has them: `aws:ResourceTag/team`. A key that it has not is not there. */
export type Context = Readonly<Record<string, string>>;

function holds(asked: z.infer<typeof conditions> | undefined, context: Context): boolean {
  // Names of keys match without regard to case (IAM User Guide, "Condition").
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return operators.every((operator) =>
    Object.entries(asked?.[operator] ?? {}).every(([key, wanted]) => {
      const value = values.get(key.toLowerCase());
      const like = operator.endsWith('Like');
      const found = value !== undefined && wanted.some((one) => (like ? matches(one, value) : one === value));
      return operator.includes('Not') ? !found : found;
    }),
  );
}

/** What stored documents say about one action on one resource. */
export function decide(
  documents: readonly string[],
  action: string,
  resource: string,
  context: Context = {},
): Decision {
  const all = documents.flatMap((text) => document.parse(JSON.parse(text)).Statement);
  // Action names match without regard to case (IAM JSON policy reference, "Action").
  const names = (patterns: readonly string[] | undefined): boolean =>
    (patterns ?? []).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
  const applies = all.filter(
    (one) =>
      (one.NotAction === undefined ? names(one.Action) : !names(one.NotAction)) &&
      (one.Resource ?? []).some((pattern) => matches(pattern, resource)) &&
      holds(one.Condition, context),
  );
  if (applies.some((one) => one.Effect === 'Deny')) return 'explicit-deny';
  return applies.length > 0 ? 'allowed' : 'implicit-deny';
}
