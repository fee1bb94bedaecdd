/** Runs checks over facts. The only place that says `unknown`, so that no check can turn missing data into a pass. */
import { createHash } from 'node:crypto';
import { isRegionTopic, type Reason, unknown } from '#mesh/fact.ts';
import { createPool, type Pool } from '#mesh/interning.ts';
import { absorb, type Candidate } from './causes.ts';
import { type Check, CheckFault, type CheckMeta, fixCommandOf, type Judgement, type Resource } from './check.ts';
import type { AuditResult, Result } from './result.ts';
import { summarize } from './summary.ts';
import { applyWaivers, type Waiver } from './waivers.ts';

export interface AuditOptions {
  readonly mesh: string;
  readonly now: Date;
  readonly waivers: readonly Waiver[];
  /** Ids of all checks, run or not: a waiver of another one is reported. */
  readonly known?: ReadonlySet<string>;
}

/** Results in the order of the checks, then of their resources. */
export function runChecks<F>(checks: readonly Check<F>[], facts: F, options: AuditOptions): AuditResult {
  const about = { mesh: options.mesh, pool: createPool() };
  const candidates = checks.flatMap((check) => candidatesOf(withCommon(check), facts, about));
  const run = new Set(checks.map(({ id }) => id));
  // Before causes: a waiver covers one failure, not its consequences.
  const { judged, unused } = applyWaivers(
    candidates.map(({ result }) => result),
    options.waivers,
    options.now,
    { run, all: options.known },
  );
  const results = absorb(
    candidates.map((one, index) => {
      const result = judged[index] ?? one.result;
      return result.status === 'waived' ? { ...one, result, explains: none } : { ...one, result };
    }),
  );
  return { results, summary: summarize(results), unusedWaivers: unused };
}

/** What all results of a check share, built once: a mesh of a hundred has thirty thousand results. */
type WithCommon<M extends CheckMeta> = M & { readonly common: Pick<Result, 'remedy' | 'references'> };

function withCommon<M extends CheckMeta>(meta: M): WithCommon<M> {
  const { id, remedy: own, references = [] } = meta;
  const remedy = own.risk === 'guidance' ? own : { ...own, command: own.command ?? fixCommandOf(id) };
  return { ...meta, common: { remedy, references } };
}

function candidatesOf<F>(
  check: WithCommon<Check<F>>,
  facts: F,
  { mesh, pool }: { readonly mesh: string; readonly pool: Pool },
): readonly Candidate[] {
  const whole: Resource = { type: 'vpnmesh::Mesh', id: mesh };
  const candidates: Candidate[] = [];
  try {
    for (const one of check.run(facts)) candidates.push(pool.keep(judged(check, one)));
  } catch (error) {
    // Facts of an unexpected shape: unknown, never passed.
    return [candidate(check, whole, unreadable(error))];
  }
  if (candidates.length > 0) return candidates;
  const message = 'the mesh has no such resource';
  return [{ result: { ...resultBase(check, whole), status: 'not-applicable', message }, topics: none, explains: none }];
}

function judged(meta: WithCommon<CheckMeta>, { resource, topics, speaksFor, needs, judge }: Judgement): Candidate {
  const missing = Object.entries(needs).flatMap(([name, fact]) => reasonOf(name, fact) ?? []);
  const [reason] = missing;
  if (reason !== undefined) {
    const also = missing.flatMap(({ topic }) => topic ?? []);
    const explains = [...speaksFor, ...also.filter(isRegionTopic)];
    return { ...candidate(meta, resource, reason), topics: [...topics, ...also], explains };
  }
  try {
    const { status, ...verdict } = judge();
    const { explains = [], ...seen } = 'explains' in verdict ? verdict : { ...verdict, explains: [] };
    const result = { ...resultBase(meta, resource), status, ...seen };
    // Passing results need no cause.
    return status === 'fail' ? { result, topics, explains } : { result, topics: none, explains: none };
  } catch (error) {
    return { ...candidate(meta, resource, unreadable(error)), topics };
  }
}

/** Why there is no value. A facts file may contain anything. */
function reasonOf(name: string, fact: Partial<Judgement['needs'][string]> | undefined | null): Reason | undefined {
  if (fact?.ok === true) return undefined;
  const reason = fact?.ok === false && 'reason' in fact ? fact.reason : undefined;
  return reason ?? unknown('parse', `the fact ${name} has neither a value nor a reason`).reason;
}

function candidate(meta: WithCommon<CheckMeta>, resource: Resource, reason: Reason): Candidate {
  const result: Result = { ...resultBase(meta, resource), status: 'unknown', message: reason.detail, reason };
  return { result, topics: reason.topic === undefined ? [] : [reason.topic], explains: [] };
}

function unreadable(error: unknown): Reason {
  if (error instanceof CheckFault) return unknown('parse', error.message).reason;
  return unknown('parse', `the facts are invalid: ${error instanceof Error ? error.message : String(error)}`).reason;
}

const none: readonly string[] = [];

function resultBase(
  { id, title, severity, common: { remedy, references } }: WithCommon<CheckMeta>,
  resource: Resource,
) {
  return { check: id, title, severity, fingerprint: fingerprintOf(id, resource), resource, remedy, references };
}

/** By what it is about, never by what was found: the same fault keeps its fingerprint while its details change. */
export function fingerprintOf(check: string, { type, id, region = '', concentrator = '' }: Resource): string {
  return createHash('sha256').update([check, type, id, region, concentrator].join('\0')).digest('hex').slice(0, 16);
}
