/**
 * What all policies together say: those of the identity, and the organisation's service control policies, which give nothing
 * and bound everything (IAM User Guide, "Policy evaluation logic"). The account's levels, from the root of the organisation
 * down to the account, must each allow; an explicit deny anywhere wins.
 */
import type { Context } from './conditions.ts';
import { type Decision, type Verdict, verdict } from './policy-document.ts';

export interface Grounds {
  readonly identity: readonly string[];
  /** By level, from the root down; none: the account is in no organisation. */
  readonly organization: readonly (readonly string[])[];
}

export interface Ruling extends Verdict {
  readonly by: 'identity' | 'organization';
}

const worst: readonly Decision[] = ['explicit-deny', 'implicit-deny', 'allowed'];

export function ruling(
  { identity, organization }: Grounds,
  action: string,
  resource: string,
  context: Context,
): Ruling {
  const own: Ruling = { ...verdict(identity, action, resource, context), by: 'identity' };
  const levels = organization.map(
    (documents): Ruling => ({ ...verdict(documents, action, resource, context), by: 'organization' }),
  );
  const missing = [...new Set([...levels, own].flatMap((one) => one.missing))].toSorted();
  const [first = own] = [...levels, own].toSorted((a, b) => worst.indexOf(a.decision) - worst.indexOf(b.decision));
  return { ...first, missing };
}
