/** The checks and their remedies for `fix`: only the composition root knows both. */
import { auditFacts } from '#app/audit/audit.ts';
import type { AuditEngine } from '#app/fix/fix.ts';
import { remediesOf } from '#checks/remedies/index.ts';
import type { Check } from '#checks/subjects.ts';

/** Own checks have no remedy steps, only their text. */
export const auditEngine = (checks: readonly Check[]): AuditEngine => ({
  audit: (facts) => auditFacts(facts, checks, new Date()),
  remedies: remediesOf,
});
