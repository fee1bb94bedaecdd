/** What the mesh needs once an account and once a region: role, instance profile, log group, key pair. */
import { OperatorError } from './errors.ts';
import { meshResourceName, tagKeys } from './names.ts';
import type { Planning } from './plan.ts';
import type { Step } from './steps.ts';

/** @throws OperatorError when a role or a profile of that name is somebody else's */
export function roleSteps({ mesh, observation: { iam } }: Planning): readonly Step[] {
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
  const face = { concentrator: null, region: null, risk: 'safe', change: 'create' } as const;
  const steps: Step[] = [];
  if (iam.role?.policy === undefined) {
    steps.push({
      ...face,
      id: 'role',
      kind: 'role.create',
      describe: `role ${name}: may ship logs to ${mesh.logGroup}, nothing else`,
      dependsOn: [],
    });
  }
  if (iam.profile === undefined || !iam.profile.roles.includes(name)) {
    steps.push({
      ...face,
      id: 'profile',
      kind: 'profile.create',
      describe: `instance profile ${name} with the role`,
      dependsOn: ['role'],
    });
  }
  return steps;
}

export function regionSteps({ mesh, region }: Planning, name: string): readonly Step[] {
  const observed = region(name);
  const days = mesh.spec.logs.retentionDays;
  const face = { concentrator: null, region: name, risk: 'safe' } as const;
  const steps: Step[] = [];
  if (observed.logGroup === undefined) {
    steps.push({
      ...face,
      id: `${name}/logs`,
      kind: 'logs.create',
      change: 'create',
      describe: `log group ${mesh.logGroup} in ${name}`,
      dependsOn: [],
    });
  }
  if (observed.logGroup?.retentionDays !== days) {
    steps.push({
      ...face,
      id: `${name}/logs-retention`,
      kind: 'logs.retention',
      change: 'update',
      describe: `log group ${mesh.logGroup} in ${name}: keep events ${days} days`,
      dependsOn: [`${name}/logs`],
    });
  }
  const key = meshResourceName(mesh.name);
  if (!observed.keyPairs.some((one) => one.name === key && one.tags[tagKeys.mesh] === mesh.name)) {
    steps.push({
      ...face,
      id: `${name}/key`,
      kind: 'key.import',
      change: 'create',
      describe: `key pair ${key} in ${name} from your SSH public key`,
      dependsOn: [],
    });
  }
  return steps;
}
