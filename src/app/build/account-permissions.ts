/** Permissions that DryRun cannot test, by IAM's policy simulator: roles, logs, and calls on resources that do not exist yet. */
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { meshResourceName, ownershipTags } from '#mesh/names.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import { type Found, nothingFound } from '#mesh/plan/obstacle.ts';
import { actionsOfAll } from '#mesh/plan/step-kinds.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import type { Cloud } from '#ports/cloud.ts';
import { organizationDenies, type PermissionQuestion, type Simulated } from '#ports/permissions.ts';
import { untestedQuestions } from './untried-permissions.ts';

/** The hint for a denied action. @param byOrganization the actions that a service control policy denies */
export const denialHint = (action: string, byOrganization: readonly string[] = []): string =>
  byOrganization.includes(action)
    ? organizationDenies(action)
    : 'allow it for this identity or use another profile, then run the same command again';

const passRole = 'iam:PassRole';

/** IAM and Logs have no DryRun; the policy simulator predicts their answer, if the caller may use it. */
export async function accountObstacles(
  cloud: Cloud,
  mesh: DesiredMesh,
  observation: MeshObservation,
  plan: Plan,
): Promise<Found> {
  const { account, partition, caller } = observation;
  const name = meshResourceName(mesh.name);
  const regions = [...new Set(plan.steps.flatMap(({ region }) => region ?? []))];
  const iam = actionsOfAll(plan.steps).filter((action) => action.startsWith('iam:'));
  const onProfile = iam.filter((action) => action.includes('InstanceProfile'));
  const path = mesh.spec.iam.rolePath;
  const role = `arn:${partition}:iam::${account}:role${path}${name}`;
  // IAM is global; its calls go to one region.
  const home = { region: 'us-east-1', tags: ownershipTags(mesh.name, 'role') };
  const inRegion = (region: string): readonly string[] =>
    actionsOfAll(plan.steps.filter((step) => step.region === region));
  const questions: readonly PermissionQuestion[] = [
    { ...home, resources: [role], actions: iam.filter((one) => one !== passRole && !onProfile.includes(one)) },
    { ...home, resources: [`arn:${partition}:iam::${account}:instance-profile${path}${name}`], actions: onProfile },
    ...regions.map((region) => ({
      ...home,
      region,
      resources: [role],
      actions: inRegion(region).filter((one) => one === passRole),
      passedTo: 'ec2.amazonaws.com',
    })),
    ...regions.flatMap((region) => untestedQuestions(mesh, observation, plan, region)),
    ...regions.map((region) => {
      const group = `arn:${partition}:logs:${region}:${account}:log-group:${mesh.logGroup}`;
      return {
        // IAM checks CreateLogGroup by the ARN of its streams, other actions by the group's, with or without `:*`.
        resources: [group, `${group}:*`, `${group}:log-stream:`],
        region,
        tags: ownershipTags(mesh.name, 'logs'),
        actions: inRegion(region).filter((one) => one.startsWith('logs:')),
      };
    }),
  ].filter(({ actions }) => actions.length > 0);
  if (questions.length === 0) return nothingFound;
  const said = await cloud.iam.simulate(caller, questions);
  if (said === undefined) {
    return {
      obstacles: [],
      notes: [
        'could not test the permissions for IAM, Logs and rules of new groups beforehand (iam:SimulatePrincipalPolicy)',
      ],
    };
  }
  return {
    obstacles: said.denied.map((action) => ({
      what: `${action} is denied`,
      next: denialHint(action, said.byOrganization),
    })),
    notes: unsureNotes(said.unsure),
  };
}

/** One line per set of actions with the same unknown condition keys, and one for actions without an answer. */
function unsureNotes(unsure: Simulated['unsure']): readonly string[] {
  const keysOf = ({ missing }: Simulated['unsure'][number]): string => missing.join(', ');
  return [...new Set(unsure.map(keysOf))].map((keys) => {
    const those = unsure.filter((one) => keysOf(one) === keys);
    const actions = [...new Set(those.map(({ action }) => action))].join(', ');
    if (keys === '')
      return `could not test ${actions} beforehand (no answer of iam:SimulatePrincipalPolicy): if AWS denies it, allow it and run the same command again`;
    return `could not test ${actions} beforehand, because it depends on ${keys}: if AWS denies it, allow it and run the same command again`;
  });
}
