import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { addressesOf, perConcentrator, some } from '#checks/subjects.ts';
import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import { describeIngress, leanRules, ruleKey, sshRules, temporaryRule } from '#mesh/ingress-rules.ts';
import type { IngressRule } from '#mesh/observed/observation.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import { counted } from '#mesh/plural.ts';
import type { Spec } from '#mesh/spec/schema.ts';
import { describeRule, exposedOf, lets, protocolOf } from './exposure.ts';

export const unexpectedIngress = perConcentrator({
  id: 'aws.unexpected-ingress',
  title: 'No unexpected ingress rule',
  severity: 'medium',
  why: 'Nobody maintains a rule that is not in the spec: one made for an afternoon outlives its reason.',
  remedy: { ...byHand('Revoke the rule by its id, or add what it is for to the spec.'), risk: 'disruptive' },
  references: [
    { source: 'AWS Security Hub', id: 'EC2.18' },
    { source: 'AWS Security Hub', id: 'EC2.19' },
  ],
  needs: (one, facts) => ({ rules: exposedOf(one, facts), desired: one.desired, addresses: addressesOf(facts) }),
  judge: ({ rules, desired, addresses }, _one, { spec }) => {
    const peers = desired.peers.flatMap((peer) => addresses[peer] ?? []);
    const expected = wantedRules(desired, peers, spec).map(describeIngress);
    const others = notCalledFor(rules, desired, peers, spec).map(describeRule);
    if (others.length === 0) return pass(`${counted(rules.length, 'rule')}, all expected`);
    return fail(`unexpected: ${some(others)}`, { expected, actual: others });
  },
});

function wantedRules({ vpcCidrs }: DesiredConcentrator, peers: readonly string[], spec: Spec): readonly IngressRule[] {
  return [...leanRules({ ownCidrs: vpcCidrs, peers }), ...sshRules(spec.ssh.from)];
}

/** @param peers their Elastic IPs */
export function notCalledFor(
  rules: readonly ExposedRule[],
  desired: DesiredConcentrator,
  peers: readonly string[],
  spec: Spec,
): readonly ExposedRule[] {
  const wanted = new Set(wantedRules(desired, peers, spec).map(ruleKey));
  return rules.filter(
    (rule) =>
      !wanted.has(keyOf(rule)) && temporaryRule(rule.description) === undefined && !isToldElsewhere(rule, peers),
  );
}

function keyOf(rule: ExposedRule): string {
  const protocol = protocolOf(rule);
  return protocol === 'all' ? `all ${rule.source}` : `${protocol} ${rule.from}-${rule.to} ${rule.source}`;
}

/** SSH and IKE have their own, more specific checks: one rule is one finding. */
function isToldElsewhere(rule: ExposedRule, peers: readonly string[]): boolean {
  const isPeer = peers.some((address) => rule.source === `${address}/32`);
  const protocol = protocolOf(rule);
  if (lets(rule, 'tcp', 22)) return true;
  return !isPeer && (lets(rule, 'udp', 500) || lets(rule, 'udp', 4500) || protocol === 'esp' || protocol === 'ah');
}
