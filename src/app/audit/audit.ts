/** The audit use case: collects facts, or reads them from a file, and runs the checks. */

import type { MeshFacts } from '#app/hosts/mesh-facts.ts';
import type { Check } from '#audit/check.ts';
import { runChecks } from '#audit/engine.ts';
import type { AuditResult } from '#audit/result.ts';

/**
 * @param now decides which waivers are valid: a saved file is judged by today's date
 * @param known ids of all checks: a waiver of another one is reported
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
