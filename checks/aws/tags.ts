import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedies.ts';
import { perConcentrator, some } from '#checks/subjects.ts';
import { ownershipTags, type Role, tagKeys } from '#mesh/names.ts';

export const tags = perConcentrator({
  id: 'aws.tags',
  title: 'Ownership tags are complete',
  severity: 'low',
  why: 'Tags are how the next run finds what is ours; without a state file there is nothing else.',
  remedy: {
    ...byHand('`aws ec2 create-tags --resources … --tags Key=vpnmesh:mesh,Value=…`, as the message says.'),
    risk: 'safe',
  },
  needs: ({ standing }) => ({ standing }),
  judge: ({ standing }, { name }, { mesh }) => {
    const parts = [
      ...standing.groups.map((group) => ({ id: group.id, role: 'group' as Role, tags: group.tags })),
      ...(standing.interface === undefined
        ? []
        : [{ id: standing.interface.id, role: 'interface' as Role, tags: standing.interface.tags }]),
      ...(standing.address === undefined
        ? []
        : [{ id: standing.address.allocationId, role: 'address' as Role, tags: standing.address.tags }]),
      ...(standing.instance === undefined
        ? []
        : [{ id: standing.instance.id, role: 'concentrator' as Role, tags: standing.instance.tags }]),
    ];
    const wrong = parts.flatMap(({ id, role, tags: there }) =>
      Object.entries(ownershipTags(mesh, role, name))
        .filter(([key, value]) => key !== 'Name' && there[key] !== value)
        .map(([key, value]) => `${id}: ${key} should be ${value}`),
    );
    const { instance } = standing;
    const unmarked =
      instance === undefined
        ? []
        : [tagKeys.hostKey, tagKeys.applied]
            .filter((key) => instance.tags[key] === undefined)
            .map((key) => `${instance.id}: ${key} is missing`);
    const all = [...wrong, ...unmarked];
    if (all.length === 0) return pass(`${parts.length} resources are tagged`);
    return fail(some(all), { expected: [], actual: all });
  },
});
