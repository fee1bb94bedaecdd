/** The use case of fix: audit, plan what puts the failures right, ask, carry out, audit again. */

import { collectFacts, type MeshFacts } from '#app/audit/collect.ts';
import type { CollectOptions } from '#app/audit/collect-hosts.ts';
import { lookAndPlan } from '#app/build/apply.ts';
import { carryOut, type Keeping } from '#app/build/carry-out.ts';
import { observeMesh } from '#app/build/observe.ts';
import { type Health, harmed, healthOf } from '#app/hosts/health.ts';
import type { Planned, Tools } from '#app/run/tools.ts';
import { type Preview, previewsOf } from '#app/steps/preview.ts';
import { recorded } from '#app/steps/recorded.ts';
import type { AuditResult, Result } from '#audit/result.ts';
import { resolveMesh } from '#mesh/desired.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { FixGroup, StepReport } from '#mesh/events.ts';
import { type Plan, planOf } from '#mesh/plan/steps.ts';
import type { Wanted } from '#mesh/remedy/remedy.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import type { Store } from '#ports/store.ts';
import { type Group, groupsOf, hasSteps, type Job, jobsOf, waivedOf } from './jobs.ts';
import { outcomeOf, type Remedied, untouched } from './outcome.ts';
import { announce, recorderOf } from './record.ts';
import { type Seen, settled } from './settle.ts';

/** The checks, as whoever composes the program has them. */
export interface Judge {
  audit(facts: MeshFacts): AuditResult;
  /** Empty when there is nothing that fix could do. */
  wants(result: Result, facts: MeshFacts): readonly Wanted[];
}

export interface FixOptions extends CollectOptions {
  /** Checks or families; all failing ones when empty. */
  readonly ids: readonly string[];
  readonly dryRun: boolean;
  /** Leaves alone what may interrupt traffic. */
  readonly safeOnly: boolean;
}

/** What the operator is asked about at once. */
export interface Offer {
  readonly group: FixGroup;
  readonly plan: Plan;
  readonly details: Preview;
}

export interface Fixed {
  readonly remedied: readonly Remedied[];
  /** Asked about, and left alone because the spec waives them. */
  readonly waived: readonly Result[];
  readonly offers: readonly Offer[];
  readonly reports: readonly StepReport[];
  /** As it is afterwards; as it was where nothing was done. */
  readonly audit: AuditResult;
  readonly facts: MeshFacts;
  /** Undefined when nothing was changed. */
  readonly run: string | undefined;
  /** What stopped the disruptive ones before their end. */
  readonly stopped?: string;
}

/** With a place to keep what could be undone. */
export type FixTools = Tools & { readonly store: Store };

export async function fixMesh(parsed: ParsedSpec, tools: FixTools, judge: Judge, options: FixOptions): Promise<Fixed> {
  const facts = await collectFacts(parsed, tools, options);
  const audit = judge.audit(facts);
  const jobs = jobsOf(audit, options.ids, (result) => judge.wants(result, facts));
  const waived = waivedOf(audit, options.ids);
  const nothing = { waived, reports: [], audit, facts, run: undefined, offers: [] };
  if (jobs.every(({ wants }) => wants.length === 0)) {
    return { ...nothing, remedied: jobs.map(untouched) };
  }
  const planned = await lookForFix(parsed, tools);
  const groups = groupsOf(jobs, planned, options.safeOnly);
  const plans = groups.map(({ plan }) => plan);
  const details = await previewsOf(planned, plans, tools, options.openSsh);
  const offers = groups.map(({ face, plan }, index): Offer => ({ group: face, plan, details: details[index] ?? {} }));
  for (const offer of offers) tools.operator.notify({ type: 'plan', purpose: 'fix', ...offer });
  if (options.dryRun) {
    const remedied = jobs.map((job): Remedied => {
      const isPlanned = groups.some((one) => one.jobs.includes(job)) && hasSteps(job, planned);
      return isPlanned ? { result: job.result, outcome: 'left' } : untouched(job);
    });
    return { ...nothing, offers, remedied };
  }
  const mended = await mend({ parsed, tools, judge, options, jobs, planned, groups }, { facts, audit });
  return { ...mended, waived, offers };
}

/** Where something stands in apply's way, such as a route of somebody else, the rest is put right all the same. */
async function lookForFix(parsed: ParsedSpec, tools: Tools): Promise<Planned> {
  try {
    return await lookAndPlan(parsed, tools, false);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    tools.operator.notify({
      type: 'note',
      text: `of what apply would do nothing is part of this fix: ${error.message}`,
    });
    const observation = await observeMesh(tools.cloud, parsed);
    const mesh = resolveMesh(parsed, observation);
    return { mesh, observation, plan: planOf(mesh.name, [], []) };
  }
}

interface Mending {
  readonly parsed: ParsedSpec;
  readonly tools: FixTools;
  readonly judge: Judge;
  readonly options: FixOptions;
  readonly jobs: readonly Job[];
  readonly planned: Planned;
  readonly groups: readonly Group[];
}

async function mend(all: Mending, before: Seen): Promise<Omit<Fixed, 'offers' | 'waived'>> {
  const { parsed, tools, judge, options, groups, planned, jobs } = all;
  const record = recorderOf(tools, planned.mesh.name);
  const keeping: Keeping = {
    fixRun: record.id,
    around: (context, handle) => recorded(context, handle, record.add),
  };
  const known = new Set(jobs.map(({ result }) => result.fingerprint));
  const settling = { parsed, tools, options, planned, known, judge: judge.audit };
  const reports: StepReport[] = [];
  const declined = new Set<Job>();
  let health: Health = healthOf(before.facts);
  let now = before;
  let stopped: string | undefined;
  for (const group of groups) {
    const { jobs: some, plan, face } = group;
    if (plan.steps.length === 0) continue;
    if (stopped !== undefined || tools.stop.aborted) break;
    if (!(await tools.operator.ask({ type: 'fix', plan, risk: face.risk, group: face, default: false }))) {
      for (const job of some) declined.add(job);
      continue;
    }
    record.isFor(face.checks);
    reports.push(...(await carryOut({ ...planned, plan }, tools, keeping)));
    now = await settled(settling, group, reports, now);
    if (face.risk === 'disruptive') stopped = harmed(health, healthOf(now.facts));
    health = healthOf(now.facts);
  }
  const kept = record.record();
  if (kept !== undefined) await announce(parsed.spec, kept, tools);
  const remedied = jobs.map((job): Remedied => {
    if (declined.has(job)) return { result: job.result, outcome: 'declined' };
    if (job.wants.length === 0 || !groups.some((one) => one.jobs.includes(job))) return untouched(job);
    return outcomeOf(job.result, now.audit, reports);
  });
  return { remedied, reports, ...now, run: kept?.run, ...(stopped === undefined ? {} : { stopped }) };
}
