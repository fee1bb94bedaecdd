import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';
import { exposedOf, protocolOf } from './exposure.ts';

export const forwardingIngress = perConcentrator({
  id: 'aws.forwarding-ingress',
  title: "Concentrator's security group allows all traffic from the VPC",
  severity: 'high',
  why: 'A security group cannot tell forwarded traffic from traffic to the host itself: what it does not allow never reaches a tunnel.',
  remedy: byApply("Allow all traffic from the VPC's own CIDRs."),
  needs: (one, facts) => ({ rules: exposedOf(one, facts), desired: one.desired }),
  judge: ({ rules, desired }, _one, { spec }) => {
    const wanted =
      spec.securityGroups.peerRules === 'article' ? [...desired.vpcCidrs, ...desired.remoteCidrs] : desired.vpcCidrs;
    const missing = wanted.filter((cidr) => !rules.some((rule) => protocolOf(rule) === 'all' && rule.source === cidr));
    if (missing.length === 0)
      return pass(`all traffic from ${wanted.join(', ')}`, { expected: wanted, actual: wanted });
    return fail(`no rule allows all traffic from ${missing.join(', ')}`, {
      expected: wanted,
      actual: {
        let: wanted.filter((cidr) => !missing.includes(cidr)).join(', '),
        wrong: missing.map((cidr) => `no rule allows all traffic from ${cidr}`),
      },
    });
  },
});
