/** The use case of the audit: facts, from the mesh or from a file, and what the checks make of them. */
import type { Check } from '#audit/check.ts';
import { runChecks } from '#audit/engine.ts';
import type { AuditResult } from '#audit/result.ts';
import type { MeshFacts } from './collect.ts';

/** @param now when waivers are looked at: a saved file is judged by today's calendar */
export function auditFacts(facts: MeshFacts, checks: readonly Check<MeshFacts>[], now: Date): AuditResult {
  return runChecks(checks, facts, { mesh: facts.mesh, now, waivers: facts.spec.waivers });
}
