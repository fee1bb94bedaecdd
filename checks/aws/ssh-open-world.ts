import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator, some } from '#checks/subjects.ts';
import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import { isOpenToWorld } from '#mesh/spec/ssh-sources.ts';
import { describeRule, exposedOf, lets } from './exposure.ts';

export const sshOpenWorld = perConcentrator({
  id: 'aws.ssh-open-world',
  title: 'SSH is not open to the Internet or any other broad range',
  severity: 'critical',
  why: 'Anyone can try keys, or exploit the next vulnerability in sshd, on a host that forwards for whole networks.',
  remedy: byApply(
    'Revoke this rule, by its id: `aws ec2 revoke-security-group-ingress --group-id … --security-group-rule-ids …`.',
  ),
  references: [
    { source: 'AWS Security Hub', id: 'EC2.13' },
    { source: 'AWS Security Hub', id: 'EC2.53' },
    { source: 'CIS AWS Foundations v5', id: '5.3' },
    { source: 'CIS AWS Foundations v5', id: '5.4' },
  ],
  needs: (one, facts) => ({ rules: exposedOf(one, facts), desired: one.desired }),
  judge: ({ rules, desired }) => {
    const wide = openToTheWorld(rules, desired);
    if (wide.length === 0) return pass('SSH is not open to a wide range', { expected: [], actual: [] });
    const found = wide.map(describeRule);
    return fail(`SSH is open: ${some(found)}`, { expected: [], actual: found });
  },
});

export function openToTheWorld(
  rules: readonly ExposedRule[],
  { vpcCidrs }: Pick<DesiredConcentrator, 'vpcCidrs'>,
): readonly ExposedRule[] {
  return rules.filter((rule) => lets(rule, 'tcp', 22) && isOpenToWorld(rule.source) && !vpcCidrs.includes(rule.source));
}
