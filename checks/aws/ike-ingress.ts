import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { addressesOf, perConcentrator, some, topic } from '#checks/subjects.ts';
import { counted } from '#mesh/plural.ts';
import { exposedOf, lets, rulesFrom } from './exposure.ts';

export const ikeIngress = perConcentrator({
  id: 'aws.ike-ingress',
  title: 'UDP 500 and 4500 are open for every peer',
  severity: 'high',
  why: 'Without these rules a tunnel cannot come up; one that is up fails as soon as AWS forgets its tracked flows.',
  remedy: byApply('Allow UDP 500 and 4500 from the Elastic IP of each peer.'),
  needs: (one, facts) => ({ rules: exposedOf(one, facts), desired: one.desired, addresses: addressesOf(facts) }),
  judge: ({ rules, desired, addresses }, { name }) => {
    const lettingIn = rulesFrom(rules);
    const missing = desired.peers.flatMap((peer) => {
      const address = addresses[peer];
      if (address === undefined) return [];
      const from = lettingIn(address);
      return [500, 4500]
        .filter((port) => !from.some((rule) => lets(rule, 'udp', port)))
        .map((port) => ({ peer, port, words: `UDP ${port} from ${peer} (${address})` }));
    });
    if (missing.length === 0) return pass(`open for ${counted(desired.peers.length, 'peer')}`);
    return fail(`no rule allows ${some(missing.map(({ words }) => words))}`, {
      expected: desired.peers.flatMap((peer) =>
        [500, 4500].map((port) => `UDP ${port} from ${addresses[peer] ?? peer}`),
      ),
      actual: { missing: missing.map(({ words }) => words) },
      explains: [...new Set(missing.map(({ peer }) => topic.tunnel(name, peer)))],
    });
  },
});
