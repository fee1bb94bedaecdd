import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { addressesOf, perConcentrator, some } from '#checks/subjects.ts';
import { counted } from '#mesh/plural.ts';
import { exposedOf, protocolOf, rulesFrom } from './exposure.ts';

/** Destination unreachable, which carries "fragmentation needed" (RFC 1191), and time exceeded. */
const leastTypes = [3, 11];

export const pmtuIngress = perConcentrator({
  id: 'aws.pmtu-ingress',
  title: 'ICMP types 3 and 11 from peers are allowed (path MTU discovery, traceroute)',
  severity: 'medium',
  why: 'Without "fragmentation needed" large packets vanish: connections open and then hang.',
  remedy: byApply('Allow ICMP from the Elastic IP of each peer.'),
  needs: (one, facts) => ({ rules: exposedOf(one, facts), desired: one.desired, addresses: addressesOf(facts) }),
  judge: ({ rules, desired, addresses }) => {
    const lettingIn = rulesFrom(rules);
    const missing = desired.peers.flatMap((peer) => {
      const address = addresses[peer];
      if (address === undefined) return [];
      const from = lettingIn(address);
      const lacks = leastTypes.filter(
        (type) =>
          !from.some(
            (rule) =>
              protocolOf(rule) === 'all' || (protocolOf(rule) === 'icmp' && [-1, type].includes(rule.from ?? -1)),
          ),
      );
      return lacks.length === 0 ? [] : [`types ${lacks.join(', ')} from ${peer} (${address})`];
    });
    if (missing.length === 0) return pass(`allowed from ${counted(desired.peers.length, 'peer')}`);
    return fail(`no rule allows ICMP ${some(missing)}`, {
      expected: 'ICMP types 3 and 11 from every peer',
      actual: { missing },
    });
  },
});
