/** Counts of results. */
import { severities } from './check.ts';
import type { Result, Status, Summary } from './result.ts';

export function summarize(results: readonly Result[]): Summary {
  const count = (status: Status): number => results.filter((one) => one.status === status).length;
  const under = results.flatMap(({ consequences = [] }) => consequences);
  const failing = [...results, ...under].filter(({ status }) => status === 'fail').map(({ severity }) => severity);
  const applicable = [...results, ...under].filter(({ status }) => status !== 'not-applicable');
  return {
    pass: count('pass'),
    fail: count('fail'),
    unknown: count('unknown'),
    notApplicable: count('not-applicable'),
    waived: count('waived'),
    total: results.length,
    consequences: under.length,
    applicable: applicable.length,
    evaluated: applicable.filter(({ status }) => status !== 'unknown').length,
    worst: severities.find((severity) => failing.includes(severity)) ?? null,
  };
}

/**
 * Consequences, which the other counts leave out: `fail`, `waived`, `pass` and `evaluated` sum up to what was evaluated,
 * both unknowns to what was not.
 */
export function following(summary: Summary): { readonly evaluated: number; readonly unknown: number } {
  const { evaluated, applicable, fail, waived, pass, unknown } = summary;
  return { evaluated: evaluated - fail - waived - pass, unknown: applicable - evaluated - unknown };
}

/** `63 of 70 evaluated`. */
export function evaluatedWords({ evaluated, applicable }: Summary): string {
  return `${evaluated} of ${applicable} evaluated`;
}
