/** The use case of fix: audit, plan what puts the failures right, ask, carry out, audit again. */
import type { AuditResult, Result } from '#audit/result.ts';
import { resolveMesh } from '#mesh/desired.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Wanted } from '#mesh/mend.ts';
import { planMend } from '#mesh/plan-mend.ts';
import type { ParsedSpec } from '#mesh/spec.ts';
import { type Plan, planOf, type Risk } from '#mesh/steps.ts';
import type { Store } from '#ports/store.ts';
import { lookAndPlan, type Planned, type Tools } from './apply.ts';
import { carryOut } from './carry-out.ts';
import { collectFacts, type MeshFacts } from './collect.ts';
import type { CollectOptions } from './collect-hosts.ts';
import { announce, recorderOf } from './fix-record.ts';
import { type Health, harmed, healthOf } from './health.ts';
import { observeMesh } from './observe.ts';
import { type Preview, previewOf } from './preview.ts';

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

export type Outcome = 'fixed' | 'failing' | 'unknown' | 'declined' | 'left' | 'guidance';

export interface Remedied {
  readonly result: Result;
  readonly outcome: Outcome;
  /** Why it is not fixed. */
  readonly why?: string;
}

export interface Fixed {
  readonly remedied: readonly Remedied[];
  readonly plans: readonly Plan[];
  readonly details: Preview;
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

interface Job {
  readonly result: Result;
  readonly wants: readonly Wanted[];
}

export async function fixMesh(parsed: ParsedSpec, tools: FixTools, judge: Judge, options: FixOptions): Promise<Fixed> {
  const facts = await collectFacts(parsed, tools, options);
  const before = judge.audit(facts);
  const failing = before.results.filter((one) => one.status === 'fail' && isNamed(one, options.ids));
  const jobs = failing.map((result): Job => ({ result, wants: isByHand(result) ? [] : judge.wants(result, facts) }));
  const mendable = jobs.filter(({ wants }) => wants.length > 0);
  const nothing = { reports: [], audit: before, facts, run: undefined, details: {} };
  if (mendable.length === 0) return { ...nothing, plans: [], remedied: jobs.map(notMended('guidance')) };
  const planned = await lookForFix(parsed, tools);
  const groups = groupsOf(mendable, options.safeOnly);
  const plans = groups.map((group) => planFor(planned, group, groups));
  const details = await previewOf(planned, plans, tools, options.openSsh);
  for (const plan of plans) tools.operator.notify({ type: 'plan', plan, purpose: 'fix', details });
  if (options.dryRun) return { ...nothing, plans, details, remedied: jobs.map(notMended('left')) };
  return { ...(await mend({ parsed, tools, judge, options, facts, jobs, planned, groups, plans })), details };
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

interface Group {
  readonly jobs: readonly Job[];
  readonly risk: Risk;
}

/** All safe ones at once; then disruptive ones, one concentrator after the other. */
function groupsOf(jobs: readonly Job[], safeOnly: boolean): readonly Group[] {
  const safe = jobs.filter(({ result }) => result.remedy.risk === 'safe');
  const risky = safeOnly ? [] : jobs.filter(({ result }) => result.remedy.risk === 'disruptive');
  const places = [...new Set(risky.map(({ wants }) => placeOf(wants)))].toSorted();
  return [
    ...(safe.length === 0 ? [] : [{ jobs: safe, risk: 'safe' as const }]),
    ...places.map((place) => ({
      jobs: risky.filter(({ wants }) => placeOf(wants) === place),
      risk: 'disruptive' as const,
    })),
  ];
}

const placeOf = ([first]: readonly Wanted[]): string => first?.concentrator ?? first?.region ?? '';

function planFor({ mesh, plan }: Planned, { jobs, risk }: Group, run: readonly Group[]): Plan {
  const wantsOf = (some: readonly Job[]): readonly Wanted[] => some.flatMap(({ wants }) => wants);
  return planMend(mesh, plan, wantsOf(jobs), risk, wantsOf(run.flatMap((group) => group.jobs)));
}

interface Mending {
  readonly parsed: ParsedSpec;
  readonly tools: FixTools;
  readonly judge: Judge;
  readonly options: FixOptions;
  readonly facts: MeshFacts;
  readonly jobs: readonly Job[];
  readonly planned: Planned;
  readonly groups: readonly Group[];
  readonly plans: readonly Plan[];
}

async function mend(all: Mending): Promise<Omit<Fixed, 'details'>> {
  const { tools, judge, groups, plans, planned, jobs, facts } = all;
  const record = recorderOf(
    tools,
    planned.mesh.name,
    jobs.map(({ result }) => result.check),
  );
  const reports: StepReport[] = [];
  const declined = new Set<Job>();
  let health: Health = healthOf(facts);
  let now = { facts, audit: judge.audit(facts) };
  let stopped: string | undefined;
  for (const [index, { jobs: some, risk }] of groups.entries()) {
    const plan = plans[index];
    if (plan === undefined || plan.steps.length === 0) continue;
    if (stopped !== undefined || tools.stop.aborted) break;
    if (!(await tools.operator.ask({ type: 'fix', plan, risk, default: false }))) {
      for (const job of some) declined.add(job);
      continue;
    }
    reports.push(...(await carryOut({ ...planned, plan }, tools, record)));
    now = await settled(all, some);
    if (risk === 'disruptive') stopped = harmed(health, healthOf(now.facts));
    health = healthOf(now.facts);
  }
  const kept = record.record();
  if (kept !== undefined) await announce(all.parsed.spec, kept, tools);
  const after = new Map(now.audit.results.map((one) => [one.fingerprint, one]));
  const remedied = jobs.map((job): Remedied => {
    if (declined.has(job)) return { result: job.result, outcome: 'declined' };
    if (job.wants.length === 0) return notMended('guidance')(job);
    if (!groups.some((one) => one.jobs.includes(job))) return notMended('left')(job);
    return outcomeOf(job.result, after.get(job.result.fingerprint), reports);
  });
  return {
    remedied,
    plans,
    reports,
    ...now,
    run: kept?.run,
    ...(stopped === undefined ? {} : { stopped }),
  };
}

function notMended(outcome: 'guidance' | 'left') {
  return ({ result }: Job): Remedied => ({ result, outcome, why: result.remedy.summary });
}

/** A result that is gone is of a resource that is gone, such as an address that was released. */
function outcomeOf(before: Result, after: Result | undefined, reports: readonly StepReport[]): Remedied {
  if (after === undefined || after.status === 'pass' || after.status === 'not-applicable') {
    return { result: before, outcome: 'fixed' };
  }
  const failed = reports.find(({ outcome }) => outcome === 'failed')?.error?.message;
  const why = failed === undefined ? after.message : `${after.message} (${failed})`;
  return { result: before, outcome: after.status === 'unknown' ? 'unknown' : 'failing', why };
}

/** Services start, tunnels come up, status checks run: a remedy has a while to show, and is looked at until then. */
const settleMs = 60_000;
const settleAfterBootMs = 300_000;

async function settled(
  { parsed, tools, judge, options, jobs: all }: Mending,
  jobs: readonly Job[],
): Promise<{ readonly facts: MeshFacts; readonly audit: AuditResult }> {
  const boots = jobs.some(({ result }) => ['aws.instance-health', 'os.reboot-required'].includes(result.check));
  const deadline = tools.clock.now().getTime() + (boots ? settleAfterBootMs : settleMs);
  const wanted = new Set(jobs.map(({ result }) => result.fingerprint));
  // What was told under a failure may stand by itself until it follows.
  const known = new Set(all.map(({ result }) => result.fingerprint));
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
    const facts = await collectFacts(parsed, tools, options);
    const audit = judge.audit(facts);
    const good = audit.results.every(({ fingerprint, status }) =>
      wanted.has(fingerprint)
        ? status === 'pass' || status === 'not-applicable'
        : status !== 'fail' || known.has(fingerprint),
    );
    if (good || tools.stop.aborted || tools.clock.now().getTime() > deadline) return { facts, audit };
    await tools.clock.pause(wait, tools.stop);
  }
}

function isByHand({ remedy }: Result): boolean {
  return remedy.risk === 'guidance';
}

/** By its id, or by the id of its family. */
function isNamed({ check }: Result, ids: readonly string[]): boolean {
  return ids.length === 0 || ids.some((id) => check === id || check.startsWith(`${id}.`));
}
