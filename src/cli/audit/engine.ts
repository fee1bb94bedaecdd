/** The checks and their remedies, as fix wants them: the composition root alone knows both. */
import { auditFacts } from '#app/audit/audit.ts';
import type { AuditEngine } from '#app/fix/fix.ts';
import { remediesOf } from '#checks/remedies/index.ts';
import type { Check } from '#checks/subjects.ts';

/** Of checks that are not ours there is no remedy but what they say themselves. */
export const auditEngine = (checks: readonly Check[]): AuditEngine => ({
  audit: (facts) => auditFacts(facts, checks, new Date()),
  remedies: remediesOf,
});
