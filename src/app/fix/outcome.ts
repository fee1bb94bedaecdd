/** What became of each failure that a fix was asked about. */
import type { AuditResult, Result } from '#audit/result.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Job } from './jobs.ts';
import { afterwards } from './recheck.ts';

export type Outcome = 'fixed' | 'failing' | 'unknown' | 'declined' | 'left' | 'guidance';

export interface Remedied {
  readonly result: Result;
  readonly outcome: Outcome;
  /** Why it is not fixed. */
  readonly why?: string;
}

/** What the run has no steps for, and why. */
export function untouched({ result, wants }: Job): Remedied {
  const { summary, command } = result.remedy;
  if (wants.length === 0) {
    // Of ours the command is this one.
    const isTheirs = command !== undefined && !command.startsWith('vpnmesh fix ');
    return { result, outcome: 'guidance', why: isTheirs ? `${summary} (\`${command}\`)` : summary };
  }
  const why =
    result.remedy.risk === 'disruptive'
      ? 'traffic may stop for a while, and only what is safe was wanted'
      : result.message;
  return { result, outcome: 'left', why };
}

export function outcomeOf(before: Result, audit: AuditResult, reports: readonly StepReport[]): Remedied {
  const after = afterwards(before, audit);
  if (after.status === 'good') return { result: before, outcome: 'fixed' };
  const failed = reports.find(({ outcome }) => outcome === 'failed')?.error?.message;
  const why = failed === undefined ? after.message : `${after.message} (${failed})`;
  return { result: before, outcome: after.status === 'unknown' ? 'unknown' : 'failing', why };
}
