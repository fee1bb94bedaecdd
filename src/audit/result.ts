/** Audit results: one per check and resource. */
import type { Reason } from '#mesh/fact.ts';
import type { Reference, Remedy, Resource, Severity } from './check.ts';

export type Status = 'pass' | 'fail' | 'unknown' | 'not-applicable' | 'waived';

/** A consequence: a result that is listed under the one that explains it. */
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
  /** Stable for the same check and resource. */
  readonly fingerprint: string;
  readonly resource: Resource;
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  /** Why it is `unknown`. */
  readonly reason?: Reason;
  /** The waiver of a `waived` result, or of a failure whose waiver has expired or does not cover everything. */
  readonly waiver?: {
    readonly reason: string;
    readonly owner: string;
    readonly expires: string;
    readonly expired: boolean;
    /** The entries that it covers; null if it does not say. */
    readonly covers: readonly string[] | null;
    /** For a failure despite the waiver: the entries that it does not cover. */
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
  /** Consequences, listed under their cause; not counted above. */
  readonly consequences: number;
  /** How many judgements apply, consequences included, and how many of them had all facts. */
  readonly applicable: number;
  readonly evaluated: number;
  /** Severity of the worst failure, consequences included; null if nothing fails. */
  readonly worst: Severity | null;
}

/** A waiver of the spec that no failure needed. */
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
