import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { addressesOf, perConcentrator, some } from '#checks/subjects.ts';
import type { DesiredConcentrator } from '#mesh/desired.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import { leanRules, ruleKey, sshRules, temporaryRule } from '#mesh/rules.ts';
import type { Spec } from '#mesh/spec/schema.ts';
import { describeRule, exposedOf, lets, protocolOf } from './exposure.ts';

export const unexpectedIngress = perConcentrator({
  id: 'aws.unexpected-ingress',
  title: 'No rule that the spec does not call for',
  severity: 'medium',
  why: 'What nobody planned is what nobody looks after: a rule made for an afternoon outlives the reason for it.',
  remedy: { ...byHand('Revoke the rule by its id, or say in the spec what it is for.'), risk: 'disruptive' },
  references: [
    { source: 'AWS Security Hub', id: 'EC2.18' },
    { source: 'AWS Security Hub', id: 'EC2.19' },
  ],
  needs: (one, facts) => ({ rules: exposedOf(one, facts), desired: one.desired, addresses: addressesOf(facts) }),
  judge: ({ rules, desired, addresses }, _one, { spec }) => {
    const peers = desired.peers.flatMap((peer) => addresses[peer] ?? []);
    const wanted = wantedKeys(desired, peers, spec);
    const others = notCalledFor(rules, desired, peers, spec).map(describeRule);
    if (others.length === 0) return pass(`${rules.length} rules, all called for`);
    return fail(`not called for: ${some(others)}`, { expected: [...wanted], actual: others });
  },
});

function wantedKeys({ vpcCidrs }: DesiredConcentrator, peers: readonly string[], spec: Spec): ReadonlySet<string> {
  return new Set([...leanRules({ ownCidrs: vpcCidrs, peers }), ...sshRules(spec.ssh.from)].map(ruleKey));
}

/** @param peers their Elastic IPs */
export function notCalledFor(
  rules: readonly ExposedRule[],
  desired: DesiredConcentrator,
  peers: readonly string[],
  spec: Spec,
): readonly ExposedRule[] {
  const wanted = wantedKeys(desired, peers, spec);
  return rules.filter(
    (rule) =>
      !wanted.has(keyOf(rule)) && temporaryRule(rule.description) === undefined && !isToldElsewhere(rule, peers),
  );
}

function keyOf(rule: ExposedRule): string {
  const protocol = protocolOf(rule);
  return protocol === 'all' ? `all ${rule.source}` : `${protocol} ${rule.from}-${rule.to} ${rule.source}`;
}

/** SSH and IKE have checks of their own, which say more; one rule is one finding. */
function isToldElsewhere(rule: ExposedRule, peers: readonly string[]): boolean {
  const isPeer = peers.some((address) => rule.source === `${address}/32`);
  const protocol = protocolOf(rule);
  if (lets(rule, 'tcp', 22)) return true;
  return !isPeer && (lets(rule, 'udp', 500) || lets(rule, 'udp', 4500) || protocol === 'esp' || protocol === 'ah');
}
