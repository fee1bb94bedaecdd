import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import {
  addressesOf,
  type Concentrator,
  type Facts,
  perConcentrator,
  regionOf,
  some,
  topic,
} from '#checks/subjects.ts';
import { allOf, derived, type Fact, unknown } from '#mesh/fact.ts';
import { type AclQuestion, aclAnswer } from '#mesh/observed/acl.ts';
import type { ObservedSubnet } from '#mesh/observed/observation.ts';

/** What keeps the Internet from the subnet, null where nothing does; unknown while nobody could read whether it is excluded. */
function blockedAt(one: Concentrator, facts: Facts): Fact<NonNullable<ObservedSubnet['blocked']> | null> {
  const { subnets } = regionOf(facts, one);
  const found = derived(allOf(subnets, one.standing), ([all, { interface: nic }]) => {
    const subnet = all.find(({ id }) => id === nic?.subnetId);
    return subnet?.blocked ?? null;
  });
  if (!found.ok || found.value === null || found.value.certain) return found;
  return unknown(
    'denied',
    `VPC Block Public Access (${found.value.mode}) is on in ${one.region}, and whether the subnet of ${one.name} is excluded could not be read (ec2:DescribeVpcBlockPublicAccessExclusions)`,
  );
}

export const networkAcl = perConcentrator({
  id: 'aws.network-acl',
  title: "The subnet's network ACL lets tunnels and forwarded traffic pass, both ways",
  severity: 'high',
  why: 'An ACL is asked before any group and tracks nothing: one entry too many ends tunnels that all groups allow.',
  remedy: byHand(
    'Allow UDP 500 and 4500 and ICMP from and to the peers, and everything from and to the VPC, in the ACL that is named. ' +
      'Where VPC Block Public Access stops them, exclude the subnet (`aws ec2 create-vpc-block-public-access-exclusion`).',
  ),
  needs: (one, facts) => ({
    acls: regionOf(facts, one).networkAcls,
    desired: one.desired,
    standing: one.standing,
    blocked: blockedAt(one, facts),
    addresses: addressesOf(facts),
  }),
  judge: ({ acls, desired, standing, blocked, addresses }, { name }) => {
    const subnet = standing.interface?.subnetId ?? desired.subnetId;
    const acl = acls.find(({ subnetIds }) => subnetIds.includes(subnet));
    if (acl === undefined) throw new Error(`no ACL is told for ${subnet}, and every subnet has one`);
    if (blocked !== null)
      return fail(`VPC Block Public Access (${blocked.mode}) keeps the Internet from ${subnet}`, {
        expected: 'no Block Public Access, or an exclusion',
        actual: blocked.mode,
        explains: desired.peers.map((peer) => topic.tunnel(name, peer)),
      });
    const peers = desired.peers.flatMap((peer) =>
      addresses[peer] === undefined ? [] : [{ peer, cidr: `${addresses[peer]}/32` }],
    );
    const ask = (what: string, cidr: string, question: Pick<AclQuestion, 'protocol' | 'port'>) =>
      [false, true]
        .filter((egress) => aclAnswer(acl.entries, { ...question, egress, cidr }) !== 'allow')
        .map((egress) => `${what} ${egress ? 'to' : 'from'} ${cidr}`);
    const denied = peers.map(({ peer, cidr }) => ({
      peer,
      words: [
        ...ask('UDP 500', cidr, { protocol: 17, port: 500 }),
        ...ask('UDP 4500', cidr, { protocol: 17, port: 4500 }),
        ...ask('ICMP', cidr, { protocol: 1 }),
      ],
    }));
    const forwarded = desired.vpcCidrs.flatMap((cidr) => [
      ...ask('TCP', cidr, { protocol: 6 }),
      ...ask('ICMP', cidr, { protocol: 1 }),
    ]);
    const all = [...denied.flatMap(({ words }) => words), ...forwarded];
    if (all.length === 0) return pass(`${acl.id} lets everything pass that the mesh needs`);
    return fail(`${acl.id} stops ${some(all)}`, {
      expected: 'allowed, both ways',
      actual: all,
      explains: denied.filter(({ words }) => words.length > 0).map(({ peer }) => topic.tunnel(name, peer)),
    });
  },
});
