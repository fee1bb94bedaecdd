/** What IAM's simulator says beforehand of what DryRun cannot try: roles, logs, and calls on what is not there yet. */
import type { DesiredMesh } from '#mesh/desired.ts';
import { meshResourceName, ownershipTags } from '#mesh/names.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import { type Found, nothingFound } from '#mesh/plan/obstacles.ts';
import { actionsOfAll } from '#mesh/plan/step-kinds.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import type { Cloud } from '#ports/cloud.ts';
import { organizationDenies, type PermissionQuestion, type Simulated } from '#ports/permissions.ts';
import { untried } from './untried-permissions.ts';

/** What is to be done about an action that is denied. @param byOrganization those that the organisation denies */
export const whatHelps = (action: string, byOrganization: readonly string[] = []): string =>
  byOrganization.includes(action)
    ? organizationDenies(action)
    : 'allow it for this identity, or use another profile, then run the same command again';

const passRole = 'iam:PassRole';

/** IAM and Logs have no DryRun; IAM's simulator says what they would answer, where one may ask it. */
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
  // IAM has one home, and its calls are made there.
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
    ...regions.flatMap((region) => untried(mesh, observation, plan, region)),
    ...regions.map((region) => {
      const group = `arn:${partition}:logs:${region}:${account}:log-group:${mesh.logGroup}`;
      return {
        // CreateLogGroup is judged by the ARN of its streams, the rest by the group's, with or without `:*`.
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
        'whether IAM, Logs and the rules of new groups allow what the mesh needs could not be asked beforehand (iam:SimulatePrincipalPolicy)',
      ],
    };
  }
  return {
    obstacles: said.denied.map((action) => ({
      what: `${action} is denied`,
      next: whatHelps(action, said.byOrganization),
    })),
    notes: unsureNotes(said.unsure),
  };
}

/** One line for all actions that hang on the same conditions, and one for those of which nothing was said. */
function unsureNotes(unsure: Simulated['unsure']): readonly string[] {
  const keysOf = ({ missing }: Simulated['unsure'][number]): string => missing.join(', ');
  return [...new Set(unsure.map(keysOf))].map((keys) => {
    const those = unsure.filter((one) => keysOf(one) === keys);
    const actions = [...new Set(those.map(({ action }) => action))].join(', ');
    if (keys === '')
      return `whether a policy allows ${actions} could not be told beforehand (iam:SimulatePrincipalPolicy answered without a word of it): if it is refused then, allow it and run the same command again`;
    return `whether a policy allows ${actions} hangs on ${keys}, which cannot be told beforehand: if it is refused then, allow it and run the same command again`;
  });
}
