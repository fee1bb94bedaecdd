/** Resources per account and per region: role, instance profile, log group, key pair. */

import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { OperatorError } from '#mesh/errors.ts';
import { meshResourceName, tagKeys } from '#mesh/names.ts';
import type { RegionObservation } from '#mesh/observed/observation.ts';
import { recordedRegions } from '#mesh/observed/region-record.ts';
import { counted } from '#mesh/plural.ts';
import { rolePolicy, samePolicy } from '#mesh/role-policy.ts';
import { groupId } from './groups.ts';
import type { Planning } from './planning.ts';
import type { Step } from './steps.ts';

/** @throws OperatorError if a role or profile of that name is not the mesh's */
export function roleSteps({ mesh, observation }: Planning): readonly Step[] {
  const { iam } = observation;
  const name = meshResourceName(mesh.name);
  for (const [what, tags] of [
    ['role', iam.role?.tags],
    ['instance profile', iam.profile?.tags],
  ] as const) {
    if (tags !== undefined && tags[tagKeys.mesh] !== mesh.name) {
      throw new OperatorError(
        `the IAM ${what} ${name} exists but is not the mesh's (no tag ${tagKeys.mesh}=${mesh.name})`,
        'rename or delete it, or rename the mesh',
      );
    }
  }
  const foreign = iam.profile?.roles.find((role) => role !== name);
  if (foreign !== undefined) {
    throw new OperatorError(
      `the instance profile ${name} contains the role ${foreign}, which is not the mesh's; a profile can contain only one role`,
      `remove it (\`aws iam remove-role-from-instance-profile --instance-profile-name ${name} --role-name ${foreign}\`), then run the same command again`,
    );
  }
  const base = { concentrator: null, region: null, risk: 'safe', change: 'create' } as const;
  const steps: Step[] = [];
  const recorded = recordedRegions(iam.role?.tags);
  const fresh = regionsOf(mesh).filter((region) => !recorded.includes(region));
  if (iam.role !== undefined && fresh.length > 0) {
    steps.push({
      ...base,
      id: 'role-regions',
      kind: 'role.regions',
      change: 'update',
      regions: fresh,
      describe: `role ${name}: record the regions ${fresh.join(', ')}`,
      dependsOn: [],
    });
  }
  if (
    iam.role?.policy === undefined ||
    !samePolicy(iam.role.policy, rolePolicy(observation, { mesh: mesh.name, logGroup: mesh.logGroup }))
  ) {
    steps.push({
      ...base,
      id: 'role',
      kind: 'role.create',
      change: iam.role === undefined ? 'create' : 'update',
      describe: `role ${name}: ship logs to ${mesh.logGroup}, close SSH; nothing else`,
      dependsOn: [],
    });
  }
  if (iam.profile === undefined || !iam.profile.roles.includes(name)) {
    steps.push({
      ...base,
      id: 'profile',
      kind: 'profile.create',
      describe: `instance profile ${name} with the role`,
      dependsOn: ['role'],
    });
  }
  return steps;
}

/** The members' regions, without duplicates. */
export function regionsOf({ concentrators }: Pick<DesiredMesh, 'concentrators'>): readonly string[] {
  return [...new Set(concentrators.map(({ region }) => region))];
}

/** @throws OperatorError if a key pair of that name is not the mesh's */
export function regionSteps({ mesh, region }: Planning, name: string): readonly Step[] {
  const observed = region(name);
  const days = mesh.spec.logs.retentionDays;
  const base = { concentrator: null, region: name, risk: 'safe' } as const;
  // A later run finds a region that left the spec by its groups: a group is created there before anything else.
  const trace = groupId(mesh.concentrators.find((one) => one.region === name)?.name ?? '', 0);
  const steps: Step[] = [];
  if (observed.logGroup === undefined) {
    steps.push({
      ...base,
      id: `${name}/logs`,
      kind: 'logs.create',
      change: 'create',
      describe: `log group ${mesh.logGroup} in ${name}`,
      dependsOn: [trace],
    });
  }
  if (ownsLogGroup(mesh.name, observed) && observed.logGroup?.retentionDays !== days) {
    steps.push({
      ...base,
      id: `${name}/logs-retention`,
      kind: 'logs.retention',
      change: 'update',
      describe: `log group ${mesh.logGroup} in ${name}: retention ${counted(days, 'day')}`,
      dependsOn: [`${name}/logs`],
    });
  }
  const key = meshResourceName(mesh.name);
  const there = observed.keyPairs.find((one) => one.name === key);
  if (there !== undefined && there.tags[tagKeys.mesh] !== mesh.name) {
    throw new OperatorError(
      `the key pair ${key} in ${name} exists but is not the mesh's (no tag ${tagKeys.mesh}=${mesh.name})`,
      'rename or delete it, or rename the mesh',
    );
  }
  if (there === undefined) {
    steps.push({
      ...base,
      id: `${name}/key`,
      kind: 'key.import',
      change: 'create',
      describe: `key pair ${key} in ${name} from your SSH public key`,
      dependsOn: [trace],
    });
  }
  return steps;
}

/** Created by this run, or tagged as the mesh's. */
function ownsLogGroup(mesh: string, { logGroup }: RegionObservation): boolean {
  return logGroup === undefined || logGroup.tags?.[tagKeys.mesh] === mesh;
}

/** A log group that already existed is used as it is. */
export function logGroupNotes({ mesh, region }: Planning, name: string): readonly string[] {
  const observed = region(name);
  const days = observed.logGroup?.retentionDays;
  return ownsLogGroup(mesh.name, observed)
    ? []
    : [
        `the log group ${mesh.logGroup} in ${name} is not the mesh's: logs go there, its retention (${days === undefined ? 'never expires' : counted(days, 'day')}) stays`,
      ];
}
