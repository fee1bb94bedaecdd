import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator, some } from '#checks/subjects.ts';
import { isCidr, overlaps } from '#mesh/cidr.ts';
import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import { temporaryRule } from '#mesh/ingress-rules.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import type { Spec } from '#mesh/spec/schema.ts';
import { describeRule, exposedOf, isFrom, lets } from './exposure.ts';

/** Rules for the mesh's own CIDRs do not count: the host drops that traffic, see net.ssh-from-mesh. */
export const sshClosed = perConcentrator({
  id: 'aws.ssh-closed',
  title: 'SSH is closed, except for temporary rules that have not expired',
  severity: 'medium',
  why: 'SSH is closed by default. A rule from a killed run stays until it expires or the next run revokes it; a rule made by hand stays for ever.',
  remedy: byApply('`vpnmesh ssh close` revokes temporary rules; revoke a rule made by hand by its id.'),
  needs: (one, facts) => ({ rules: exposedOf(one, facts), desired: one.desired }),
  judge: ({ rules, desired }, _one, { spec, startedAt }) => {
    const open = leftOpen(rules, desired, spec, new Date(startedAt)).map(describeRule);
    if (open.length === 0) return pass('SSH is closed', { expected: [], actual: [] });
    return fail(`SSH is open: ${some(open)}`, { expected: [], actual: open });
  },
});

export function leftOpen(
  rules: readonly ExposedRule[],
  { vpcCidrs, remoteCidrs }: DesiredConcentrator,
  { ssh }: Spec,
  now: Date,
): readonly ExposedRule[] {
  const standing = ssh.closeAfterSetup ? [] : ssh.from;
  return rules
    .filter(
      (rule) =>
        lets(rule, 'tcp', 22) &&
        !isFrom(rule, [...vpcCidrs, ...remoteCidrs]) &&
        !(isCidr(rule.source) && standing.some((cidr) => overlaps(cidr, rule.source))),
    )
    .filter(({ description }) => !((temporaryRule(description)?.until ?? now) > now));
}
