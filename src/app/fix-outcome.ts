/** What became of each failure that a fix was asked about. */
import type { Result } from '#audit/result.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Job } from './fix-jobs.ts';

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

/** A result that is gone is of a resource that is gone, such as an address that was released. */
export function outcomeOf(before: Result, after: Result | undefined, reports: readonly StepReport[]): Remedied {
  if (after === undefined || after.status === 'pass' || after.status === 'not-applicable') {
    return { result: before, outcome: 'fixed' };
  }
  const failed = reports.find(({ outcome }) => outcome === 'failed')?.error?.message;
  const why = failed === undefined ? after.message : `${after.message} (${failed})`;
  return { result: before, outcome: after.status === 'unknown' ? 'unknown' : 'failing', why };
}
