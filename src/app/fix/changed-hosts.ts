/** Hosts that a run's steps changed, and when: earlier reports of them are stale. */
import type { StepReport } from '#mesh/events.ts';
import type { StepKind } from '#mesh/plan/steps.ts';

/** By concentrator: when the last change started. A failed step may have made part of its changes. */
export function changedHosts(reports: readonly StepReport[]): ReadonlyMap<string, Date> {
  const changed = new Map<string, Date>();
  for (const { step, outcome, startedAt } of reports) {
    if (outcome === 'skipped' || step.concentrator === null || !changes.has(step.kind)) continue;
    const before = changed.get(step.concentrator);
    if (before === undefined || before < startedAt) changed.set(step.concentrator, startedAt);
  }
  return changed;
}

/** Steps without a change: the final report, and closing SSH. */
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
