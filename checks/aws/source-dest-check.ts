import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';

export const sourceDestCheck = perConcentrator({
  id: 'aws.source-dest-check',
  title: 'Source/destination check is off on the forwarding interface',
  severity: 'critical',
  why: 'With it AWS drops every packet that the concentrator forwards for others. Security Hub EC2.180 asks for the opposite: that is right for hosts that do not route, and wrong here.',
  remedy: byApply('`aws ec2 modify-network-interface-attribute --no-source-dest-check --network-interface-id …`.'),
  references: [{ source: 'AWS Security Hub (inverted)', id: 'EC2.180' }],
  needs: ({ standing }) => ({ standing }),
  judge: ({ standing: { interface: nic } }) => {
    if (nic === undefined) return fail('it has no network interface', { expected: false, actual: null });
    if (typeof nic.sourceDestCheck !== 'boolean') throw new Error(`it is not told of ${nic.id}`);
    const seen = { expected: false, actual: nic.sourceDestCheck };
    return nic.sourceDestCheck ? fail(`on at ${nic.id}`, seen) : pass(`off at ${nic.id}`, seen);
  },
});
