/**
 * Policy documents: Effect, Action, NotAction, Resource with wildcards; an explicit
 * Deny wins. Conditions are not part of the sandbox: a statement with one is refused
 * when it is stored, because taking no notice of it would allow too much.
 */
import * as z from 'zod';
import { ApiError } from '#sandbox/api/wire/errors.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  Condition: z.undefined({ error: 'conditions are not part of the sandbox' }).optional(),
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

/** What stored documents say about one action on one resource. */
export function decide(documents: readonly string[], action: string, resource: string): Decision {
  const all = documents.flatMap((text) => document.parse(JSON.parse(text)).Statement);
  // Action names match without regard to case (IAM JSON policy reference, "Action").
  const names = (patterns: readonly string[] | undefined): boolean =>
    (patterns ?? []).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
  const applies = all.filter(
    (one) =>
      (one.NotAction === undefined ? names(one.Action) : !names(one.NotAction)) &&
      (one.Resource ?? []).some((pattern) => matches(pattern, resource)),
  );
  if (applies.some((one) => one.Effect === 'Deny')) return 'explicit-deny';
  return applies.length > 0 ? 'allowed' : 'implicit-deny';
}
