/** After steps of a fix: looked at again until their remedies show, as far as the steps reach and no further. */

import { collectFacts, type MeshFacts } from '#app/audit/collect.ts';
import type { CollectOptions } from '#app/audit/collect-hosts.ts';
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
  /** What failed before the run: it may go on failing. */
  readonly known: ReadonlySet<string>;
}

/** Services start, tunnels come up, status checks run: a remedy has a while to show. */
const settleMs = 60_000;
const settleAfterBootMs = 300_000;

/**
 * @param reports of all steps of the run so far
 * @param before what was seen last; of it stays what the steps did not reach
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
    // What was told under a failure may stand by itself until it follows.
    const uncovered = audit.results.some(({ fingerprint, status }) => status === 'fail' && !known.has(fingerprint));
    if ((shown && !uncovered) || tools.stop.aborted || now() > deadline) return { facts, audit };
    await tools.clock.pause(wait, tools.stop);
  }
}
