import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { addressesOf, perConcentrator, some } from '#checks/subjects.ts';
import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import { describeRule, exposedOf, isFrom, lets, protocolOf } from './exposure.ts';

export const ikeExposure = perConcentrator({
  id: 'aws.ike-exposure',
  title: 'IKE, ESP and AH are open to peers only',
  severity: 'medium',
  why: 'charon answers anyone who reaches it: a stranger can attack its parser and fill its tables before authentication.',
  remedy: {
    ...byHand('Revoke the rule by its id; tunnels need only the rules for the peers’ addresses.'),
    risk: 'disruptive',
  },
  needs: (one, facts) => ({ rules: exposedOf(one, facts), desired: one.desired, addresses: addressesOf(facts) }),
  judge: ({ rules, desired, addresses }) => {
    const peers = desired.peers.flatMap((peer) => (addresses[peer] === undefined ? [] : [`${addresses[peer]}/32`]));
    const strangers = openToStrangers(rules, desired, peers).map(describeRule);
    if (strangers.length === 0) return pass('open to peers only', { expected: peers, actual: peers });
    return fail(`open to more than the peers: ${some(strangers)}`, { expected: peers, actual: strangers });
  },
  topics: ({ name }) => [`ingress ${name}`],
});

/** @param peers their Elastic IPs, `/32` */
export function openToStrangers(
  rules: readonly ExposedRule[],
  { vpcCidrs, remoteCidrs }: DesiredConcentrator,
  peers: readonly string[],
): readonly ExposedRule[] {
  return rules
    .filter((rule) => lets(rule, 'udp', 500) || lets(rule, 'udp', 4500) || ['esp', 'ah'].includes(protocolOf(rule)))
    .filter((rule) => !isFrom(rule, [...peers, ...vpcCidrs, ...remoteCidrs]));
}
