/** The outcome of each failure of a fix. */
import { fixCommandOf } from '#audit/check.ts';
import type { AuditResult, Result } from '#audit/result.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Failure } from './batches.ts';
import { statusAfterFix } from './status-after-fix.ts';

export type Outcome = 'fixed' | 'failing' | 'unknown' | 'declined' | 'left' | 'guidance';

export interface Remedied {
  readonly result: Result;
  readonly outcome: Outcome;
  /** Why it was not fixed. */
  readonly why?: string;
}

/** Failures without steps, and why. */
export function untouched({ result, remedies }: Failure): Remedied {
  const { summary, command } = result.remedy;
  if (remedies.length === 0) {
    // Our own command is the one that is running.
    const isTheirs = command !== undefined && command !== fixCommandOf(result.check);
    return { result, outcome: 'guidance', why: isTheirs ? `${summary} (\`${command}\`)` : summary };
  }
  const why = result.remedy.risk === 'disruptive' ? 'may interrupt traffic, and --safe-only was given' : result.message;
  return { result, outcome: 'left', why };
}

export function fixOutcomeOf(before: Result, audit: AuditResult, reports: readonly StepReport[]): Remedied {
  const after = statusAfterFix(before, audit);
  if (after.status === 'good') return { result: before, outcome: 'fixed' };
  const failed = reports.find(({ outcome }) => outcome === 'failed')?.error?.message;
  const why = failed === undefined ? after.message : `${after.message} (${failed})`;
  return { result: before, outcome: after.status === 'unknown' ? 'unknown' : 'failing', why };
}
