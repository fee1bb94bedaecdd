import { fail, pass } from '#audit/check.ts';
import { describeUnit, isActive, isEnabled } from '#checks/host/units.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';

export const osAuditd = perConcentrator({
  id: 'os.auditd',
  title: 'auditd is enabled and active',
  severity: 'medium',
  why: 'Without the audit log nobody can reconstruct what happened on the host.',
  remedy: byVisit('`apt-get install auditd`, `systemctl enable --now auditd`.'),
  needs: ({ host }) => ({ units: host.units }),
  judge: ({ units }) => {
    const seen = { expected: 'enabled, active', actual: describeUnit(units, 'auditd') };
    return isEnabled(units, 'auditd') && isActive(units, 'auditd')
      ? pass(seen.actual, seen)
      : fail(`auditd: ${seen.actual}`, seen);
  },
});
