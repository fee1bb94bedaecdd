/**
 * Changes since an earlier run, by fingerprint: the same check of the same resource. The entries of a failure count: one
 * with more entries, or a worse severity, is new again.
 */
import { atLeast, type Resource, type Severity } from './check.ts';
import { fingerprintOf } from './engine.ts';
import { beyond, entriesOf } from './entries.ts';
import { compareFindings } from './order.ts';
import type { AuditResult, Result, Status } from './result.ts';

/** In the order of display. */
export const changeKinds = [
  'new',
  'newly-unknown',
  'still-failing',
  'still-unknown',
  'waived',
  'fixed',
  'known-again',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface AuditChange {
  readonly change: ChangeKind;
  readonly check: string;
  readonly severity: Severity;
  readonly fingerprint: string;
  readonly resource: Resource;
  readonly message: string;
  /** The added entries of a known or waived failure. */
  readonly added?: readonly string[];
}

export interface Comparison {
  /** Start of the earlier run, RFC 3339; null if there is none: then everything is new. */
  readonly since: string | null;
  readonly changes: readonly AuditChange[];
}

/** The earlier result. */
type EarlierResult = Pick<Result, 'check' | 'severity' | 'fingerprint' | 'message' | 'status' | 'resource'> & {
  readonly actual?: unknown;
};
export interface EarlierRun {
  readonly startedAt: string;
  readonly results: readonly EarlierResult[];
}

/** Compares only top-level results; one that is now listed under another is neither new nor fixed. */
export function compareRuns(earlier: EarlierRun | undefined, { results }: AuditResult): Comparison {
  const before = new Map(earlier?.results.map((one) => [one.fingerprint, one]));
  const now = new Set(results.map(({ fingerprint }) => fingerprint));
  const changes = [
    ...results.flatMap((one): AuditChange[] => {
      const known = before.get(one.fingerprint);
      const added = known === undefined ? [] : addedTo(known, one);
      if (added.length > 0) {
        const what = `added since then: ${added.join('; ')}; in all: ${one.message}`;
        // With a waiver that does not cover everything, the message starts with that.
        const message = one.waiver?.beyond === undefined ? what : one.message;
        return [{ change: 'new', ...told(one), message, added }];
      }
      const change = changeOf(known?.status, one.status);
      return change === undefined ? [] : [{ change, ...told(one) }];
    }),
    ...(earlier?.results ?? []).filter(({ fingerprint }) => !now.has(fingerprint)).flatMap(gone(results)),
  ];
  const rank = ({ change }: AuditChange): number => changeKinds.indexOf(change);
  return {
    since: earlier?.startedAt ?? null,
    changes: changes.toSorted((a, b) => rank(a) - rank(b) || compareFindings(a, b)),
  };
}

/** The entries added to a known failure, even under a waiver without `covers`. */
function addedTo(before: EarlierResult, now: Result): readonly string[] {
  const stood = before.status === 'fail' || before.status === 'waived';
  const stands = now.status === 'fail' || (now.status === 'waived' && before.status === 'waived');
  if (!stood || !stands) return [];
  // New is what its waiver does not cover, whatever else was added.
  if (now.status === 'waived' && now.waiver?.covers !== null) return [];
  const worse = !atLeast(before.severity, now.severity);
  return [
    ...(worse ? [`now ${now.severity}, was ${before.severity}`] : []),
    ...beyond(entriesOf(now.actual), entriesOf(before.actual)),
  ];
}

function changeOf(before: Status | undefined, now: Status): ChangeKind | undefined {
  switch (now) {
    case 'fail':
      return before === 'fail' ? 'still-failing' : 'new';
    case 'unknown':
      return before === 'unknown' ? 'still-unknown' : 'newly-unknown';
    case 'waived':
      return before === 'fail' || before === 'unknown' ? 'waived' : undefined;
    case 'pass':
    case 'not-applicable':
      return before === 'fail' ? 'fixed' : before === 'unknown' ? 'known-again' : undefined;
  }
}

/** Results that are gone. They count as fixed only if their check could read everything. */
function gone(results: readonly Result[]): (one: EarlierResult) => readonly AuditChange[] {
  const under = results.flatMap(({ consequences = [] }) => consequences);
  const absorbed = new Set(under.map(({ check, resource }) => fingerprintOf(check, resource)));
  const run = new Set([...results, ...under].map(({ check }) => check));
  const unread = new Set([...results, ...under].filter((one) => one.status === 'unknown').map(({ check }) => check));
  return (one) => {
    if ((one.status !== 'fail' && one.status !== 'unknown') || !run.has(one.check) || absorbed.has(one.fingerprint)) {
      return [];
    }
    const failed = one.status === 'fail';
    if (unread.has(one.check)) {
      return [{ change: failed ? 'newly-unknown' : 'still-unknown', ...told(one), message: `was: ${one.message}` }];
    }
    return [{ change: failed ? 'fixed' : 'known-again', ...told(one), message: 'no longer exists' }];
  };
}

function told({ check, severity, fingerprint, resource, message }: EarlierResult): Omit<AuditChange, 'change'> {
  return { check, severity, fingerprint, resource, message };
}
