import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';

export const sourceDestCheck = perConcentrator({
  id: 'aws.source-dest-check',
  title: 'Source/destination check is off',
  severity: 'critical',
  why: 'With the check on, AWS drops every packet that the concentrator forwards. Security Hub EC2.180 asks for the opposite: right for hosts that do not route, wrong here.',
  remedy: byApply('`aws ec2 modify-network-interface-attribute --no-source-dest-check --network-interface-id …`.'),
  references: [{ source: 'AWS Security Hub (inverted)', id: 'EC2.180' }],
  needs: ({ standing }) => ({ standing }),
  judge: ({ standing: { interface: nic } }) => {
    if (nic === undefined) return fail('no network interface', { expected: false, actual: null });
    if (typeof nic.sourceDestCheck !== 'boolean')
      throw new Error(`the answer has no source/destination check for ${nic.id}`);
    const seen = { expected: false, actual: nic.sourceDestCheck };
    return nic.sourceDestCheck ? fail(`on for ${nic.id}`, seen) : pass(`off for ${nic.id}`, seen);
  },
});
