/** The fix use case: audit, plan the remedies, ask, execute, audit again. */

import { collectFacts } from '#app/audit/collect.ts';
import type { CollectOptions } from '#app/audit/collect-hosts.ts';
import { observeAndPlan } from '#app/build/apply.ts';
import { type RunOptions, runPlan } from '#app/build/run-plan.ts';
import { type Health, harmed, healthOf } from '#app/hosts/health.ts';
import type { MeshFacts } from '#app/hosts/mesh-facts.ts';
import { observeMesh } from '#app/run/observe.ts';
import type { Planned, Tools } from '#app/run/tools.ts';
import { type Preview, previewsOf } from '#app/steps/preview.ts';
import { recorded } from '#app/steps/record-before-change.ts';
import type { AuditResult, Result } from '#audit/result.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { FixGroup, StepReport } from '#mesh/events.ts';
import { type Plan, planOf } from '#mesh/plan/steps.ts';
import type { PlacedRemedy } from '#mesh/remedy/remedy.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import type { Store } from '#ports/store.ts';
import { type Audited, auditUntilEffective } from './await-effect.ts';
import { batchesOf, type Failure, type FixBatch, failuresOf, hasSteps, waivedFailures } from './batches.ts';
import { fixOutcomeOf, type Remedied, untouched } from './outcome.ts';
import { announce, recorderOf } from './record.ts';

/** The checks, from the composition root. */
export interface AuditEngine {
  audit(facts: MeshFacts): AuditResult;
  /** Empty if `fix` can do nothing. */
  remedies(result: Result, facts: MeshFacts): readonly PlacedRemedy[];
}

export interface FixOptions extends CollectOptions {
  /** Checks or families; all failing ones when empty. */
  readonly ids: readonly string[];
  readonly dryRun: boolean;
  /** Skips remedies that may interrupt traffic. */
  readonly safeOnly: boolean;
}

/** One question to the operator. */
export interface AvailableFix {
  readonly group: FixGroup;
  readonly plan: Plan;
  readonly details: Preview;
}

export interface Fixed {
  readonly remedied: readonly Remedied[];
  /** Requested, but waived by the spec. */
  readonly waived: readonly Result[];
  readonly offers: readonly AvailableFix[];
  readonly reports: readonly StepReport[];
  /** The audit afterwards; the first one if nothing was done. */
  readonly audit: AuditResult;
  readonly facts: MeshFacts;
  /** Undefined if nothing was changed. */
  readonly run: string | undefined;
  /** Why the disruptive ones stopped early. */
  readonly stopped?: string;
}

/** With a store for the undo record. */
export type FixTools = Tools & { readonly store: Store };

export async function fixMesh(
  parsed: ParsedSpec,
  tools: FixTools,
  engine: AuditEngine,
  options: FixOptions,
): Promise<Fixed> {
  const facts = await collectFacts(parsed, tools, options);
  const audit = engine.audit(facts);
  const failures = failuresOf(audit, options.ids, (result) => engine.remedies(result, facts));
  const waived = waivedFailures(audit, options.ids);
  const nothing = { waived, reports: [], audit, facts, run: undefined, offers: [] };
  if (failures.every(({ remedies }) => remedies.length === 0)) {
    return { ...nothing, remedied: failures.map(untouched) };
  }
  const planned = await planForFix(parsed, tools);
  const batches = batchesOf(failures, planned, options.safeOnly);
  const plans = batches.map(({ plan }) => plan);
  const details = await previewsOf(planned, plans, tools, options.openSsh);
  const offers = batches.map(
    ({ summary, plan }, index): AvailableFix => ({ group: summary, plan, details: details[index] ?? {} }),
  );
  for (const offer of offers) tools.operator.notify({ type: 'plan', purpose: 'fix', ...offer });
  if (options.dryRun) {
    const remedied = failures.map((failure): Remedied => {
      const isPlanned = batches.some((one) => one.failures.includes(failure)) && hasSteps(failure, planned);
      return isPlanned ? { result: failure.result, outcome: 'left' } : untouched(failure);
    });
    return { ...nothing, offers, remedied };
  }
  const outcome = await carryOutFix({ parsed, tools, engine, options, failures, planned, batches }, { facts, audit });
  return { ...outcome, waived, offers };
}

/** If apply's plan is blocked, for example by a foreign route, the other remedies still run. */
async function planForFix(parsed: ParsedSpec, tools: Tools): Promise<Planned> {
  try {
    return await observeAndPlan(parsed, tools, false);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    tools.operator.notify({
      type: 'note',
      text: `steps of apply are left out of this fix: ${error.message}`,
    });
    const observation = await observeMesh(tools.cloud, parsed, { launches: true });
    const mesh = resolveMesh(parsed, observation);
    return { mesh, observation, plan: planOf(mesh.name, [], []) };
  }
}

interface Fixing {
  readonly parsed: ParsedSpec;
  readonly tools: FixTools;
  readonly engine: AuditEngine;
  readonly options: FixOptions;
  readonly failures: readonly Failure[];
  readonly planned: Planned;
  readonly batches: readonly FixBatch[];
}

async function carryOutFix(all: Fixing, before: Audited): Promise<Omit<Fixed, 'offers' | 'waived'>> {
  const { parsed, tools, engine, options, batches, planned, failures } = all;
  const record = recorderOf(tools, planned.mesh.name);
  const keeping: RunOptions = {
    fixRun: record.id,
    around: (context, handle) => recorded(context, handle, record.add),
  };
  const known = new Set(failures.map(({ result }) => result.fingerprint));
  const settling = { parsed, tools, options, planned, known, judge: engine.audit };
  const reports: StepReport[] = [];
  const declined = new Set<Failure>();
  let health: Health = healthOf(before.facts);
  let now = before;
  let stopped: string | undefined;
  for (const group of batches) {
    const { failures: some, plan, summary } = group;
    if (plan.steps.length === 0) continue;
    if (stopped !== undefined || tools.stop.aborted) break;
    if (!(await tools.operator.ask({ type: 'fix', plan, risk: summary.risk, group: summary, default: false }))) {
      for (const failure of some) declined.add(failure);
      continue;
    }
    record.isFor(summary.checks);
    reports.push(...(await runPlan({ ...planned, plan }, tools, keeping)).reports);
    now = await auditUntilEffective(settling, group, reports, now);
    if (summary.risk === 'disruptive') stopped = harmed(health, healthOf(now.facts));
    health = healthOf(now.facts);
  }
  const kept = record.record();
  if (kept !== undefined) await announce(parsed.spec, kept, tools);
  const remedied = failures.map((failure): Remedied => {
    if (declined.has(failure)) return { result: failure.result, outcome: 'declined' };
    if (failure.remedies.length === 0 || !batches.some((one) => one.failures.includes(failure)))
      return untouched(failure);
    return fixOutcomeOf(failure.result, now.audit, reports);
  });
  return { remedied, reports, ...now, run: kept?.run, ...(stopped === undefined ? {} : { stopped }) };
}
