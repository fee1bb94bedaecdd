import { each, fail, type Judgement, judgement, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { asResource, type Check, topic } from '#checks/subjects.ts';
import { allOf, derived } from '#mesh/fact.ts';
import { tagKeys } from '#mesh/names.ts';

export const eipAttached: Check = {
  id: 'aws.eip-attached',
  title: 'Each concentrator has its Elastic IP, and none of the mesh is unused',
  severity: 'high',
  why: 'Peers reach a concentrator by this address only. AWS bills an address that is attached to nothing.',
  remedy: {
    ...byApply('Associate the address with the interface; release an address that no concentrator uses.'),
    risk: 'disruptive',
  },
  references: [{ source: 'AWS Security Hub', id: 'EC2.12' }],
  run: (facts): readonly Judgement[] => [
    ...facts.concentrators.map((one) =>
      judgement(asResource(one), { standing: one.standing, desired: one.desired }, ({ standing, desired }) => {
        const { address, interface: nic } = standing;
        const explains = [topic.host(one.name), ...desired.peers.map((peer) => topic.tunnel(one.name, peer))];
        if (nic === undefined)
          return fail('no network interface', {
            expected: 'an interface with an Elastic IP',
            actual: { interface: null },
            explains,
          });
        if (address === undefined)
          return fail(`${nic.id} has no Elastic IP`, {
            expected: 'an Elastic IP',
            actual: { address: null },
            explains,
          });
        const expected = nic.id;
        if (address.interfaceId === nic.id) return pass(`${address.ip} is on ${nic.id}`, { expected, actual: nic.id });
        return fail(`${address.ip} (${address.allocationId}) is not on ${nic.id}`, {
          expected,
          actual: { interface: address.interfaceId ?? null },
          explains,
        });
      }),
    ),
    ...facts.regions.flatMap(({ region, addresses }) => {
      const standings = allOf(...facts.concentrators.map(({ standing }) => standing));
      const orphans = derived(allOf(addresses, standings), ([all, held]) =>
        all.filter(
          ({ tags, allocationId }) =>
            tags[tagKeys.mesh] === facts.mesh && !held.some(({ address }) => address?.allocationId === allocationId),
        ),
      );
      return each(orphans, { type: 'AWS::EC2::EIP', id: region, region }, ({ ip, allocationId, interfaceId = null }) =>
        judgement({ type: 'AWS::EC2::EIP', id: allocationId, region }, {}, () =>
          fail(`${ip} carries the mesh's tag, but no concentrator uses it`, {
            expected: null,
            actual: { ip, interfaceId },
          }),
        ),
      );
    }),
  ],
};
