/** Runs checks over facts. The one place that says `unknown`, so that no check can turn missing data into a pass. */
import { createHash } from 'node:crypto';
import { type Reason, unknown } from '#mesh/fact.ts';
import { absorb, type Candidate } from './causes.ts';
import { type Check, CheckFault, type CheckMeta, type Judgement, type Resource } from './check.ts';
import type { AuditResult, Result } from './result.ts';
import { summarize } from './summary.ts';
import { applyWaivers, type Waiver } from './waivers.ts';

export interface AuditOptions {
  readonly mesh: string;
  readonly now: Date;
  readonly waivers: readonly Waiver[];
  /** Ids of all checks that there are, run or not: a waiver of any other is told. */
  readonly known?: ReadonlySet<string>;
}

/** Results in the order of the checks, and within one in the order of its resources. */
export function runChecks<F>(checks: readonly Check<F>[], facts: F, options: AuditOptions): AuditResult {
  const candidates = checks.flatMap((check) => candidatesOf(check, facts, options.mesh));
  const run = new Set(checks.map(({ id }) => id));
  // Before causes are looked for: a waiver answers for one failure, not for what follows from it.
  const { judged, unused } = applyWaivers(
    candidates.map(({ result }) => result),
    options.waivers,
    options.now,
    { run, all: options.known },
  );
  const results = absorb(
    candidates.map((one, index) => {
      const result = judged[index] ?? one.result;
      return { ...one, result, explains: result.status === 'waived' ? [] : one.explains };
    }),
  );
  return { results, summary: summarize(results), unusedWaivers: unused };
}

function candidatesOf<F>(check: Check<F>, facts: F, mesh: string): readonly Candidate[] {
  const whole: Resource = { type: 'vpnmesh::Mesh', id: mesh };
  let judgements: readonly Judgement[];
  try {
    judgements = check.run(facts);
  } catch (error) {
    // Facts of a shape that nobody foresaw: not read is not passed.
    return [candidate(check, whole, unreadable(error))];
  }
  if (judgements.length === 0) {
    const message = 'the mesh has nothing of this kind';
    return [{ result: { ...face(check, whole), status: 'not-applicable', message }, topics: [], explains: [] }];
  }
  return judgements.map((one) => judged(check, one));
}

function judged(meta: CheckMeta, { resource, topics, speaksFor, needs, judge }: Judgement): Candidate {
  const missing = Object.entries(needs).flatMap(([name, fact]) => reasonOf(name, fact) ?? []);
  const [reason] = missing;
  if (reason !== undefined) {
    const also = missing.flatMap(({ topic }) => topic ?? []);
    return { ...candidate(meta, resource, reason), topics: [...topics, ...also], explains: speaksFor };
  }
  try {
    const { status, ...verdict } = judge();
    const { explains = [], ...seen } = 'explains' in verdict ? verdict : { ...verdict, explains: [] };
    return {
      result: { ...face(meta, resource), status, ...seen },
      topics,
      explains: status === 'fail' ? explains : [],
    };
  } catch (error) {
    return { ...candidate(meta, resource, unreadable(error)), topics };
  }
}

/** Why there is no value. A file of facts may hold anything in the place of a fact. */
function reasonOf(name: string, fact: Partial<Judgement['needs'][string]> | undefined | null): Reason | undefined {
  if (fact?.ok === true) return undefined;
  const reason = fact?.ok === false && 'reason' in fact ? fact.reason : undefined;
  return reason ?? unknown('parse', `the fact ${name} is neither a value nor a reason`).reason;
}

function candidate(meta: CheckMeta, resource: Resource, reason: Reason): Candidate {
  const result: Result = { ...face(meta, resource), status: 'unknown', message: reason.detail, reason };
  return { result, topics: reason.topic === undefined ? [] : [reason.topic], explains: [] };
}

function unreadable(error: unknown): Reason {
  if (error instanceof CheckFault) return unknown('parse', error.message).reason;
  return unknown('parse', `the facts make no sense: ${error instanceof Error ? error.message : String(error)}`).reason;
}

function face({ id, title, severity, remedy: own, references = [] }: CheckMeta, resource: Resource) {
  const remedy = own.risk === 'guidance' ? own : { ...own, command: own.command ?? `vpnmesh fix ${id}` };
  return { check: id, title, severity, fingerprint: fingerprintOf(id, resource), resource, remedy, references };
}

/** By what it is about, never by what was found: the same fault keeps its fingerprint while its details change. */
export function fingerprintOf(check: string, { type, id, region = '', concentrator = '' }: Resource): string {
  return createHash('sha256').update([check, type, id, region, concentrator].join('\0')).digest('hex').slice(0, 16);
}
