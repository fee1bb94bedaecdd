/** What the mesh needs once an account and once a region: role, instance profile, log group, key pair. */
import type { DesiredMesh } from '#mesh/desired.ts';
import { OperatorError } from '#mesh/errors.ts';
import { meshResourceName, tagKeys } from '#mesh/names.ts';
import type { RegionObservation } from '#mesh/observed/observation.ts';
import { recordedRegions } from '#mesh/observed/region-record.ts';
import { rolePolicy, samePolicy } from '#mesh/role-policy.ts';
import { groupId } from './groups.ts';
import type { Planning } from './planning.ts';
import type { Step } from './steps.ts';

/** @throws OperatorError when a role or a profile of that name is somebody else's */
export function roleSteps({ mesh, observation }: Planning): readonly Step[] {
  const { iam } = observation;
  const name = meshResourceName(mesh.name);
  for (const [what, tags] of [
    ['role', iam.role?.tags],
    ['instance profile', iam.profile?.tags],
  ] as const) {
    if (tags !== undefined && tags[tagKeys.mesh] !== mesh.name) {
      throw new OperatorError(
        `the IAM ${what} ${name} exists and is not the mesh's (it lacks the tag ${tagKeys.mesh}=${mesh.name})`,
        'rename or delete it, or give the mesh another name',
      );
    }
  }
  const foreign = iam.profile?.roles.find((role) => role !== name);
  if (foreign !== undefined) {
    throw new OperatorError(
      `the instance profile ${name} holds the role ${foreign}, which the mesh did not put there, and a profile holds one`,
      `take it out (\`aws iam remove-role-from-instance-profile --instance-profile-name ${name} --role-name ${foreign}\`), then run the same command again`,
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
      describe: `role ${name}: remember that the mesh is in ${fresh.join(', ')}`,
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
      describe: `role ${name}: may ship logs to ${mesh.logGroup}, nothing else`,
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

/** Names of the members' regions, each once. */
export function regionsOf({ concentrators }: Pick<DesiredMesh, 'concentrators'>): readonly string[] {
  return [...new Set(concentrators.map(({ region }) => region))];
}

/** @throws OperatorError when a key pair of that name is somebody else's */
export function regionSteps({ mesh, region }: Planning, name: string): readonly Step[] {
  const observed = region(name);
  const days = mesh.spec.logs.retentionDays;
  const base = { concentrator: null, region: name, risk: 'safe' } as const;
  // A region that the spec no longer names is found by the groups in it: nothing is made there before one.
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
      describe: `log group ${mesh.logGroup} in ${name}: keep events ${days} days`,
      dependsOn: [`${name}/logs`],
    });
  }
  const key = meshResourceName(mesh.name);
  const there = observed.keyPairs.find((one) => one.name === key);
  if (there !== undefined && there.tags[tagKeys.mesh] !== mesh.name) {
    throw new OperatorError(
      `the key pair ${key} in ${name} exists and is not the mesh's (it lacks the tag ${tagKeys.mesh}=${mesh.name})`,
      'rename or delete it, or give the mesh another name',
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

/** One that the run will make, or that carries the mesh's tag. */
function ownsLogGroup(mesh: string, { logGroup }: RegionObservation): boolean {
  return logGroup === undefined || logGroup.tags?.[tagKeys.mesh] === mesh;
}

/** A log group that was there before is used and left as it is. */
export function logGroupNotes({ mesh, region }: Planning, name: string): readonly string[] {
  const observed = region(name);
  const days = observed.logGroup?.retentionDays;
  return ownsLogGroup(mesh.name, observed)
    ? []
    : [
        `the log group ${mesh.logGroup} in ${name} was not made by the mesh: logs go there, its retention (${days === undefined ? 'for ever' : `${days} days`}) is left alone`,
      ];
}
