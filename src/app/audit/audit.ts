/** The use case of the audit: facts, from the mesh or from a file, and what the checks make of them. */
import type { Check } from '#audit/check.ts';
import { runChecks } from '#audit/engine.ts';
import type { AuditResult } from '#audit/result.ts';
import type { MeshFacts } from './collect.ts';

/**
 * @param now when waivers are looked at: a saved file is judged by today's calendar
 * @param known all checks that there are: a waiver of any other is told
 */
export function auditFacts(
  facts: MeshFacts,
  checks: readonly Check<MeshFacts>[],
  now: Date,
  known?: readonly Check<MeshFacts>[],
): AuditResult {
  const ids = known === undefined ? {} : { known: new Set(known.map(({ id }) => id)) };
  return runChecks(checks, facts, { mesh: facts.mesh, now, waivers: facts.spec.waivers, ...ids });
}
