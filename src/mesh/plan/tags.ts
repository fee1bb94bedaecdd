/** The operator's own tags and the role's IAM settings, on resources that already exist. */
import { meshResourceName } from '#mesh/names.ts';
import { missingOwn } from '#mesh/own-tags.ts';
import type { Planning } from './planning.ts';
import type { Step } from './steps.ts';

/** By resource, the spec's tags that are missing or differ. A tag that left the spec stays: it may be someone else's. */
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
      const describe = `${name}: tag ${id} with ${keys.join(', ')}`;
      const base = { concentrator: name, region, risk: 'safe', change: 'update', dependsOn: [] } as const;
      return [{ ...base, id: `${name}/own-tags/${id}`, kind: 'tags.set', describe, resourceId: id, tags }];
    });
  });
}

/** Differences from the spec that apply does not change. */
export function organisationNotes(planning: Planning): readonly string[] {
  const { mesh, observation } = planning;
  const { tags, iam } = mesh.spec;
  const name = meshResourceName(mesh.name);
  const notes: string[] = [];
  if (ownTagSteps(planning).length > 0) {
    notes.push(
      `volumes, rules, key pairs, log groups and the role ${name} keep the tags from their creation: add these by hand: ${Object.keys(tags).join(', ')}`,
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
      `the role ${name} has ${role.boundary ?? 'no'} permissions boundary${role.boundary === undefined ? '' : ','} and the spec says ${has}: apply does not change it (\`aws iam ${command}\`)`,
    );
  }
  if (!role.arn.endsWith(`:role${iam.rolePath}${name}`)) {
    notes.push(
      `the role ${role.arn} has another path than ${iam.rolePath}: IAM cannot move a role, and it works as it is`,
    );
  }
  return notes;
}
