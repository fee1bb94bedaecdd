import { each, fail, judgement, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import type { Check } from '#checks/subjects.ts';
import { tagKeys } from '#mesh/names.ts';

export const ebsEncrypted: Check = {
  id: 'aws.ebs-encrypted',
  title: 'EBS volumes are encrypted',
  severity: 'medium',
  why: 'The volume holds the host’s private key, and so does every snapshot of it.',
  remedy: byHand(
    'An existing volume cannot be encrypted in place: terminate the instance and run `vpnmesh apply`, which replaces it behind the same address on an encrypted volume. Rotate the key if a snapshot may exist.',
  ),
  references: [{ source: 'AWS Security Hub', id: 'EC2.3' }],
  run: (facts) =>
    facts.regions.flatMap(({ region, volumes, instances }) => {
      const nameOf = (id: string): string | undefined =>
        instances.ok ? instances.value.find((one) => one.id === id)?.tags[tagKeys.concentrator] : undefined;
      return each(volumes, { type: 'AWS::EC2::Volume', id: region, region }, ({ id, instanceId, encrypted }) => {
        const concentrator = nameOf(instanceId);
        const resource = {
          type: 'AWS::EC2::Volume',
          id,
          region,
          ...(concentrator === undefined ? {} : { concentrator }),
        };
        const seen = { expected: true, actual: encrypted };
        return judgement(resource, {}, () =>
          encrypted === true ? pass('encrypted', seen) : fail(`${id} of ${instanceId} is not encrypted`, seen),
        );
      });
    }),
};
