/** Destroying the mesh: everything that it created, and nothing else. */
import { meshResourceName } from '#mesh/names.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import { ownedConcentrators } from '#mesh/observed/owned.ts';
import { unseenNotes } from './notes.ts';
import { removal } from './remove-concentrator.ts';
import { isOurs, keyRemoval, serviceRemoval } from './remove-shared.ts';
import { type Plan, planOf, type Step } from './steps.ts';

/** The log group stays unless --delete-logs is given; one that is not the mesh's always stays. */
export function planDestroy(
  mesh: string,
  observation: MeshObservation,
  options: { readonly deleteLogs: boolean; readonly logGroup: string },
): Plan {
  const owned = ownedConcentrators(mesh, observation);
  const regional = observation.regions.flatMap((region) => {
    const last = [...serviceRemoval(mesh, region, new Set()), ...keyRemoval(mesh, region)];
    const beforeGroup = last.map(({ id }) => id);
    return [
      ...last,
      ...owned
        .filter((one) => one.region === region.region)
        .flatMap((one) => removal({ mesh, one, region, after: [], beforeGroup })),
      ...(options.deleteLogs ? logRemoval(mesh, region) : []),
    ];
  });
  return planOf(
    mesh,
    [...regional, ...iamRemoval(mesh, observation, regional)],
    [...logNotes(mesh, observation, options), ...iamNotes(observation), ...unseenNotes(observation)],
  );
}

function logNotes(
  mesh: string,
  { regions }: MeshObservation,
  { deleteLogs, logGroup }: { readonly deleteLogs: boolean; readonly logGroup: string },
): readonly string[] {
  const names = (ours: boolean): readonly string[] =>
    regions
      .filter((region) => region.logGroup !== undefined && isOurs(mesh, region.logGroup.tags) === ours)
      .map(({ region }) => region);
  const [own, foreign] = [names(true), names(false)];
  return [
    ...(own.length === 0 || deleteLogs
      ? []
      : [`the log group ${logGroup} stays in ${own.join(', ')}; --delete-logs removes it too`]),
    ...(foreign.length === 0
      ? []
      : [`the log group ${logGroup} in ${foreign.join(', ')} is not the mesh's (no tag) and stays`]),
  ];
}

function logRemoval(mesh: string, { region, logGroup }: RegionObservation): readonly Step[] {
  if (logGroup === undefined || !isOurs(mesh, logGroup.tags)) return [];
  return [
    {
      id: `${region}/logs-away`,
      kind: 'logs.delete',
      change: 'delete',
      concentrator: null,
      region,
      describe: `log group ${logGroup.name} in ${region} with all its events`,
      risk: 'disruptive',
      dependsOn: [],
    },
  ];
}

/** Hosts in a region that could not be read may still need the role. */
function iamNotes({ unseen, iam }: MeshObservation): readonly string[] {
  return unseen.length > 0 && iam.role !== undefined
    ? [
        'the IAM role and its instance profile stay, because a host in a region that could not be read may use them; if there is none, remove them with the `aws iam` commands remove-role-from-instance-profile, delete-instance-profile, delete-role-policy and delete-role',
      ]
    : [];
}

function iamRemoval(mesh: string, { iam, unseen }: MeshObservation, regional: readonly Step[]): readonly Step[] {
  if (unseen.length > 0) return [];
  const name = meshResourceName(mesh);
  const base = { concentrator: null, region: null, change: 'delete', risk: 'safe' } as const;
  const instances = regional.filter(({ kind }) => kind === 'instance.terminate').map(({ id }) => id);
  const steps: Step[] = [];
  if (isOurs(mesh, iam.profile?.tags)) {
    const describe = `instance profile ${name}`;
    steps.push({ ...base, id: 'profile-away', kind: 'profile.delete', describe, dependsOn: instances });
  }
  if (isOurs(mesh, iam.role?.tags)) {
    // Last of all: if this run does not finish, the next one needs the role's tags to know the regions.
    const dependsOn = ['profile-away', ...regional.map(({ id }) => id)];
    steps.push({ ...base, id: 'role-away', kind: 'role.delete', describe: `role ${name}`, dependsOn });
  }
  return steps;
}
