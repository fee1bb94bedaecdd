/** After the steps of a fix: collects again what they reach, until the checks pass or time runs out. */

import { collectFacts } from '#app/audit/collect.ts';
import type { CollectOptions } from '#app/audit/collect-hosts.ts';
import type { MeshFacts } from '#app/hosts/mesh-facts.ts';
import type { Planned, Tools } from '#app/run/tools.ts';
import type { AuditResult } from '#audit/result.ts';
import type { StepReport } from '#mesh/events.ts';
import { scopeOf } from '#mesh/remedy/scope.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { type FixBatch, hasSteps } from './batches.ts';
import { changedHosts } from './changed-hosts.ts';
import { statusAfterFix } from './status-after-fix.ts';

export interface Audited {
  readonly facts: MeshFacts;
  readonly audit: AuditResult;
}

export interface RecheckInput {
  readonly parsed: ParsedSpec;
  readonly tools: Tools;
  readonly options: CollectOptions;
  readonly judge: (facts: MeshFacts) => AuditResult;
  readonly planned: Planned;
  /** What failed before the run; it may keep failing. */
  readonly known: ReadonlySet<string>;
}

/** Services start, tunnels come up, status checks run: a remedy needs time to take effect. */
const settleMs = 60_000;
const settleAfterBootMs = 300_000;

/**
 * @param reports of all steps of the run so far
 * @param before the last facts; those that the steps did not reach stay
 */
export async function auditUntilEffective(
  all: RecheckInput,
  { failures, plan }: FixBatch,
  reports: readonly StepReport[],
  before: Audited,
): Promise<Audited> {
  const { parsed, tools, options, judge, planned, known } = all;
  const boots = failures.some(({ result }) => ['aws.instance-health', 'os.reboot-required'].includes(result.check));
  const now = (): number => tools.clock.now().getTime();
  const deadline = now() + (boots ? settleAfterBootMs : settleMs);
  const wanted = failures.filter((failure) => hasSteps(failure, planned)).map(({ result }) => result);
  const reach = scopeOf(planned.mesh, plan.steps);
  const again = { earlier: before.facts, reach, changed: changedHosts(reports) };
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
    const facts = await collectFacts(parsed, tools, options, again);
    const audit = judge(facts);
    const shown = wanted.every((one) => statusAfterFix(one, audit).status === 'good');
    // A result listed under a failure may appear on its own until it passes too.
    const uncovered = audit.results.some(({ fingerprint, status }) => status === 'fail' && !known.has(fingerprint));
    if ((shown && !uncovered) || tools.stop.aborted || now() > deadline) return { facts, audit };
    await tools.clock.pause(wait, tools.stop);
  }
}
