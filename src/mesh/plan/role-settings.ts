/** The role's permissions boundary and path. */
import { meshResourceName } from '#mesh/names.ts';
import type { Planning } from './planning.ts';

/** Differences from the spec that apply does not change. */
export function roleSettingNotes({ mesh, observation }: Pick<Planning, 'mesh' | 'observation'>): readonly string[] {
  const { iam } = mesh.spec;
  const name = meshResourceName(mesh.name);
  const { role } = observation.iam;
  if (role === undefined) return [];
  const notes: string[] = [];
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
