import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator, some } from '#checks/subjects.ts';
import { ownershipTags, type Role, type Tags, tagKeys } from '#mesh/names.ts';
import type { ConcentratorInUse } from '#mesh/observed/owned.ts';
import { counted } from '#mesh/plural.ts';

export const tags = perConcentrator({
  id: 'aws.tags',
  title: 'Ownership tags are complete',
  severity: 'low',
  why: 'vpnmesh keeps no state file: the next run finds its resources by their tags.',
  remedy: {
    ...byHand(
      '`aws ec2 create-tags --resources … --tags Key=vpnmesh:mesh,Value=…`, with the values that the finding names.',
    ),
    risk: 'safe',
  },
  needs: ({ standing }) => ({ standing }),
  judge: ({ standing }, { name }, { mesh }) => {
    const parts = partsOf(standing);
    const missing = missingTags(standing, mesh, name);
    const wrong = missing.flatMap(({ id, tags: wanted }) =>
      Object.entries(wanted).map(([key, value]) => `${id}: ${key} should be ${value}`),
    );
    const { instance } = standing;
    const unmarked =
      instance === undefined
        ? []
        : [tagKeys.hostKey, tagKeys.applied]
            .filter((key) => instance.tags[key] === undefined)
            .map((key) => `${instance.id}: ${key} is missing`);
    const all = [...wrong, ...unmarked];
    if (all.length === 0) return pass(`${counted(parts.length, 'resource')} tagged`);
    return fail(some(all), { expected: [], actual: all });
  },
});

interface Part {
  readonly id: string;
  readonly role: Role;
  readonly tags: Tags;
}

function partsOf({ groups, interface: nic, address, instance }: ConcentratorInUse): readonly Part[] {
  return [
    ...groups.map(({ id, tags: there }): Part => ({ id, role: 'group', tags: there })),
    ...(nic === undefined ? [] : [{ id: nic.id, role: 'interface' as const, tags: nic.tags }]),
    ...(address === undefined ? [] : [{ id: address.allocationId, role: 'address' as const, tags: address.tags }]),
    ...(instance === undefined ? [] : [{ id: instance.id, role: 'concentrator' as const, tags: instance.tags }]),
  ];
}

/** By resource, the ownership tags that are missing or have another value. */
export function missingTags(
  standing: ConcentratorInUse,
  mesh: string,
  concentrator: string,
): readonly { readonly id: string; readonly tags: Tags }[] {
  return partsOf(standing)
    .map(({ id, role, tags: there }) => ({
      id,
      tags: Object.fromEntries(
        Object.entries(ownershipTags(mesh, role, concentrator)).filter(
          ([key, value]) => key !== 'Name' && there[key] !== value,
        ),
      ),
    }))
    .filter(({ tags: wanted }) => Object.keys(wanted).length > 0);
}
