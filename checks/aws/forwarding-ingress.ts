import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';
import { exposedOf, protocolOf } from './exposure.ts';

export const forwardingIngress = perConcentrator({
  id: 'aws.forwarding-ingress',
  title: 'The VPC may send everything through its concentrator',
  severity: 'high',
  why: 'A group cannot tell traffic through the concentrator from traffic to it: what the rule leaves out never enters a tunnel.',
  remedy: byApply("Allow all traffic from the VPC's own CIDRs (in the article's form from all CIDRs of the mesh)."),
  needs: (one, facts) => ({ rules: exposedOf(one, facts), desired: one.desired }),
  judge: ({ rules, desired }, _one, { spec }) => {
    const wanted =
      spec.securityGroups.peerRules === 'article' ? [...desired.vpcCidrs, ...desired.remoteCidrs] : desired.vpcCidrs;
    const missing = wanted.filter((cidr) => !rules.some((rule) => protocolOf(rule) === 'all' && rule.source === cidr));
    if (missing.length === 0)
      return pass(`all traffic from ${wanted.join(', ')}`, { expected: wanted, actual: wanted });
    return fail(`nothing lets in all traffic from ${missing.join(', ')}`, {
      expected: wanted,
      actual: {
        let: wanted.filter((cidr) => !missing.includes(cidr)).join(', '),
        wrong: missing.map((cidr) => `nothing lets in all traffic from ${cidr}`),
      },
    });
  },
});
