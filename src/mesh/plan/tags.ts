/** Tags of the operator's own, and what an organisation wants of the role, where something stands already. */
import { meshResourceName } from '#mesh/names.ts';
import { missingOwn } from '#mesh/own-tags.ts';
import type { Planning } from './planning.ts';
import type { Step } from './steps.ts';

/** By resource, tags of the spec that it lacks or that say something else. A tag that left the spec stays: it may be anybody's. */
export function ownTagSteps({ mesh, standing }: Planning): readonly Step[] {
  return mesh.concentrators.flatMap(({ name, region }) => {
    const { groups, interface: nic, address, instance } = standing(name);
    const parts = [
      ...groups,
      ...(nic === undefined ? [] : [nic]),
      ...(address === undefined ? [] : [{ id: address.allocationId, tags: address.tags }]),
      ...(instance === undefined ? [] : [instance]),
    ];
    return parts.flatMap(({ id, tags: there }): readonly Step[] => {
      const tags = missingOwn(mesh.spec.tags, there);
      const keys = Object.keys(tags);
      if (keys.length === 0) return [];
      const describe = `${name}: ${id} tagged with ${keys.join(', ')} of the spec`;
      const base = { concentrator: name, region, risk: 'safe', change: 'update', dependsOn: [] } as const;
      return [{ ...base, id: `${name}/own-tags/${id}`, kind: 'tags.set', describe, resourceId: id, tags }];
    });
  });
}

/** What is asked for and stands otherwise, where apply leaves it alone. */
export function organisationNotes(planning: Planning): readonly string[] {
  const { mesh, observation } = planning;
  const { tags, iam } = mesh.spec;
  const name = meshResourceName(mesh.name);
  const notes: string[] = [];
  if (ownTagSteps(planning).length > 0) {
    notes.push(
      `volumes, rules, key pairs, log groups and the role ${name} keep the tags that they were made with: tag them by hand with ${Object.keys(tags).join(', ')}`,
    );
  }
  const { role } = observation.iam;
  if (role === undefined) return notes;
  if (role.boundary !== iam.permissionsBoundary) {
    const [has, command] =
      iam.permissionsBoundary === undefined
        ? ['none', `delete-role-permissions-boundary --role-name ${name}`]
        : [
            iam.permissionsBoundary,
            `put-role-permissions-boundary --role-name ${name} --permissions-boundary ${iam.permissionsBoundary}`,
          ];
    notes.push(
      `the role ${name} has ${role.boundary ?? 'no'} permissions boundary${role.boundary === undefined ? '' : ','} and the spec says ${has}: it is left as it is (\`aws iam ${command}\`)`,
    );
  }
  if (!role.arn.endsWith(`:role${iam.rolePath}${name}`)) {
    notes.push(
      `the role ${role.arn} stands under another path than ${iam.rolePath}: IAM moves no role, and it serves as it is`,
    );
  }
  return notes;
}
