/** Which hosts the steps of a run have changed, and when: what a host reported before that is not how it is. */
import type { StepReport } from '#mesh/events.ts';
import type { StepKind } from '#mesh/plan/steps.ts';

/** By concentrator: when the last change began. A step that failed may have been done in part. */
export function changedHosts(reports: readonly StepReport[]): ReadonlyMap<string, Date> {
  const changed = new Map<string, Date>();
  for (const { step, outcome, startedAt } of reports) {
    if (outcome === 'skipped' || step.concentrator === null || !changes.has(step.kind)) continue;
    const before = changed.get(step.concentrator);
    if (before === undefined || before < startedAt) changed.set(step.concentrator, startedAt);
  }
  return changed;
}

/** The report that a fix asks for follows these, and SSH is closed behind it. */
const changes: ReadonlySet<StepKind> = new Set([
  'host.prepare',
  'host.parts',
  'host.work',
  'host.configure',
  'host.initiate',
  'host.agent',
  'host.reboot',
  'host.restore',
] as const);
