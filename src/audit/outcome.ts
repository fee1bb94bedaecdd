/** What an audit's exit code follows from. */
import { atLeast, type Severity } from './check.ts';
import type { Result } from './result.ts';

/**
 * The parts of the exit code: whether a failure, consequences included, is at or above the threshold, and whether
 * anything could not be read.
 */
export function auditOutcome(
  results: readonly Result[],
  failOn: Severity,
): { readonly failing: boolean; readonly unknown: boolean } {
  const failures = results.flatMap((one) => [one, ...(one.consequences ?? [])]);
  return {
    failing: failures.some(({ status, severity }) => status === 'fail' && atLeast(severity, failOn)),
    unknown: results.some(({ status }) => status === 'unknown'),
  };
}
