/** Policy documents: Effect, Action, NotAction, Resource, NotResource, Condition; an explicit Deny wins. */
import * as z from 'zod';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import { type Context, isOperator, judge, matches } from './conditions.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const value = z.union([z.string(), z.boolean(), z.number()]).transform(String);
const values = z.union([value, z.array(value)]).transform((all) => [all].flat());
const operator = z
  .string()
  .refine(isOperator, { error: ({ input }) => `the sandbox knows no condition operator ${String(input)}` });
const conditions = z.record(operator, z.record(z.string(), values));
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: conditions.optional(),
});
const document = z.object({
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});

export type Decision = 'allowed' | 'explicit-deny' | 'implicit-deny';

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

export const isPolicy = (parsed: unknown): boolean => document.safeParse(parsed).success;

export interface Verdict {
  readonly decision: Decision;
  /** Condition keys that statements on this action and resource ask about, and that the request has not. */
  readonly missing: readonly string[];
}

/** What stored documents say about one action on one resource. */
export function verdict(documents: readonly string[], action: string, resource: string, context: Context): Verdict {
  const all = documents.flatMap((text) => document.parse(JSON.parse(text)).Statement);
  // Action names match without regard to case (IAM JSON policy reference, "Action").
  const names = (patterns: readonly string[] | undefined): boolean =>
    (patterns ?? []).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
  const covers = (patterns: readonly string[]): boolean => patterns.some((pattern) => matches(pattern, resource));
  const judged = all
    .filter((one) => (one.NotAction === undefined ? names(one.Action) : !names(one.NotAction)))
    .filter((one) => (one.NotResource === undefined ? covers(one.Resource ?? []) : !covers(one.NotResource)))
    .map((one) => ({ effect: one.Effect, ...judge(one.Condition, context) }));
  const missing = [...new Set(judged.flatMap((one) => one.missing))].toSorted();
  const applies = judged.filter(({ holds }) => holds);
  if (applies.some(({ effect }) => effect === 'Deny')) return { decision: 'explicit-deny', missing };
  return { decision: applies.length > 0 ? 'allowed' : 'implicit-deny', missing };
}
