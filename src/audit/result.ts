/** What an audit comes to: one result per check and resource. */
import type { Reason } from '#mesh/fact.ts';
import type { Reference, Remedy, Resource, Severity } from './check.ts';

export type Status = 'pass' | 'fail' | 'unknown' | 'not-applicable' | 'waived';

/** A result that another one explains: it is told there and not by itself. */
export interface Consequence {
  readonly check: string;
  readonly severity: Severity;
  readonly resource: Resource;
  readonly status: 'fail' | 'unknown';
  readonly message: string;
}

export interface Result {
  readonly check: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: Status;
  /** The same for the same check and resource in every run. */
  readonly fingerprint: string;
  readonly resource: Resource;
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  /** Of `unknown`: why. */
  readonly reason?: Reason;
  /** Of `waived`, and of a failure whose waiver has run out or does not cover all of it. */
  readonly waiver?: {
    readonly reason: string;
    readonly owner: string;
    readonly expires: string;
    readonly expired: boolean;
    /** What it was given for; null where it does not say. */
    readonly covers: readonly string[] | null;
    /** Of a failure in spite of it: what it was not given for. */
    readonly beyond?: readonly string[];
  };
  readonly consequences?: readonly Consequence[];
  readonly remedy: Remedy;
  readonly references: readonly Reference[];
}

export interface Summary {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
  readonly waived: number;
  /** All of the above. */
  readonly total: number;
  /** Results told under the one that explains them; not counted above. */
  readonly consequences: number;
  /** How many judgements apply, those under another result included, and how many of them had all their facts. */
  readonly applicable: number;
  readonly evaluated: number;
  /** Severity of the worst failure, also of one that stands under another; null when nothing fails. */
  readonly worst: Severity | null;
}

/** A waiver of the spec that no failure wanted. */
export interface UnusedWaiver {
  readonly check: string;
  readonly resource: string;
  readonly owner: string;
  readonly expires: string;
  readonly why: string;
}

export interface AuditResult {
  readonly results: readonly Result[];
  readonly summary: Summary;
  readonly unusedWaivers: readonly UnusedWaiver[];
}
