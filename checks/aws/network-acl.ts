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

/** The Block Public Access mode that blocks the subnet, null if none does; unknown if its exclusions could not be read. */
function blockedAt(one: Concentrator, facts: Facts): Fact<NonNullable<ObservedSubnet['blocked']> | null> {
  const { subnets } = regionOf(facts, one);
  const found = derived(allOf(subnets, one.standing), ([all, { interface: nic }]) => {
    const subnet = all.find(({ id }) => id === nic?.subnetId);
    return subnet?.blocked ?? null;
  });
  if (!found.ok || found.value === null || found.value.certain) return found;
  return unknown(
    'denied',
    `VPC Block Public Access (${found.value.mode}) is on in ${one.region}; could not read whether it excludes the subnet of ${one.name} (ec2:DescribeVpcBlockPublicAccessExclusions)`,
  );
}

export const networkAcl = perConcentrator({
  id: 'aws.network-acl',
  title: 'Network ACL allows tunnels and forwarded traffic, both directions',
  severity: 'high',
  why: 'A network ACL is stateless and applies before security groups: one deny entry stops tunnels that every group allows.',
  remedy: byHand(
    'Allow UDP 500 and 4500 and ICMP from and to the peers, and everything from and to the VPC, in the ACL that the finding names. ' +
      'Where VPC Block Public Access blocks them, exclude the subnet (`aws ec2 create-vpc-block-public-access-exclusion`).',
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
    if (acl === undefined) throw new Error(`no network ACL in the answer for ${subnet}, though every subnet has one`);
    if (blocked !== null)
      return fail(`VPC Block Public Access (${blocked.mode}) blocks ${subnet}`, {
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
    if (all.length === 0) return pass(`${acl.id} allows all traffic that the mesh needs`);
    return fail(`${acl.id} blocks ${some(all)}`, {
      expected: 'allowed, both directions',
      actual: all,
      explains: denied.filter(({ words }) => words.length > 0).map(({ peer }) => topic.tunnel(name, peer)),
    });
  },
});
