/** What changed since an earlier run, by fingerprint: the same check of the same resource, whatever it says in detail. */
import type { Resource, Severity } from './check.ts';
import { fingerprintOf } from './engine.ts';
import { compareFindings } from './order.ts';
import type { AuditResult, Result, Status } from './result.ts';

/** In the order in which people want to hear of them. */
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

export interface Change {
  readonly change: ChangeKind;
  readonly check: string;
  readonly severity: Severity;
  readonly fingerprint: string;
  readonly resource: Resource;
  readonly message: string;
}

export interface Comparison {
  /** When the earlier run began, RFC 3339; null when there is none: then everything is new. */
  readonly since: string | null;
  readonly changes: readonly Change[];
}

/** What is known of an earlier result. */
type EarlierResult = Pick<Result, 'check' | 'severity' | 'fingerprint' | 'message' | 'status' | 'resource'>;
export interface EarlierRun {
  readonly startedAt: string;
  readonly results: readonly EarlierResult[];
}

/** Only results that stand for themselves are compared; what stands under another one now is neither new nor fixed. */
export function compareRuns(earlier: EarlierRun | undefined, { results }: AuditResult): Comparison {
  const before = new Map(earlier?.results.map((one) => [one.fingerprint, one]));
  const now = new Set(results.map(({ fingerprint }) => fingerprint));
  const changes = [
    ...results.flatMap((one): Change[] => {
      const change = changeOf(before.get(one.fingerprint)?.status, one.status);
      return change === undefined ? [] : [{ change, ...told(one) }];
    }),
    ...(earlier?.results ?? []).filter(({ fingerprint }) => !now.has(fingerprint)).flatMap(gone(results)),
  ];
  const rank = ({ change }: Change): number => changeKinds.indexOf(change);
  return {
    since: earlier?.startedAt ?? null,
    changes: changes.toSorted((a, b) => rank(a) - rank(b) || compareFindings(a, b)),
  };
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

/** What was told then and is not there now. It is fixed only if its check could look everywhere. */
function gone(results: readonly Result[]): (one: EarlierResult) => readonly Change[] {
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
    return [{ change: failed ? 'fixed' : 'known-again', ...told(one), message: 'it is there no longer' }];
  };
}

function told({ check, severity, fingerprint, resource, message }: EarlierResult): Omit<Change, 'change'> {
  return { check, severity, fingerprint, resource, message };
}
