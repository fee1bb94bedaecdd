/** What would stop a build halfway, asked before anything is made; only what this plan needs is asked for. */
import type { DesiredMesh } from '#mesh/desired.ts';
import { OperatorError } from '#mesh/errors.ts';
import { meshResourceName } from '#mesh/names.ts';
import type { MeshObservation } from '#mesh/observation.ts';
import { type Found, networkObstacles, nothingFound, type Obstacle, together } from '#mesh/obstacles.ts';
import { ownedAt, ownedConcentrators, standing } from '#mesh/owned.ts';
import { actionsOfAll } from '#mesh/permissions.ts';
import { assumedQuotas, roomLeft, roomObstacles } from '#mesh/room.ts';
import type { Plan } from '#mesh/steps.ts';
import type { Cloud, PermissionQuestion } from '#ports/cloud.ts';
import { latestImageFor } from './images.ts';

/** What the picture of the network shows by itself: gateways and network ACLs. Asks nothing. */
export function networkPreflight(mesh: DesiredMesh, observation: MeshObservation, plan: Plan): Found {
  const owned = ownedConcentrators(mesh.name, observation);
  const addresses = new Map(
    mesh.concentrators.map((one) => [one.name, standing(ownedAt(one, owned)).address?.ip] as const),
  );
  const building = new Set(
    plan.steps.flatMap(({ kind, concentrator }) => (kind === 'instance.run' ? concentrator : [])),
  );
  return together(
    mesh.concentrators
      .filter(({ name }) => building.has(name))
      .map((one) => networkObstacles(mesh, one, observation, (name) => addresses.get(name))),
  );
}

/** What the account allows and has room for: permissions and quotas. Asks AWS, and changes nothing. */
export async function accountPreflight(
  cloud: Cloud,
  mesh: DesiredMesh,
  observation: MeshObservation,
  plan: Plan,
): Promise<Found> {
  const regions = [...new Set(mesh.concentrators.map(({ region }) => region))];
  return together(
    await Promise.all([
      accountObstacles(cloud, mesh, observation, plan),
      ...regions.map((region) => regionObstacles(cloud, mesh, observation, plan, region)),
    ]),
  );
}

/** @throws OperatorError that names everything in the way, all regions together */
export function refuse(obstacles: readonly Obstacle[]): void {
  const [first] = obstacles;
  if (first !== undefined) throw new OperatorError(obstacles.map(({ what }) => what).join('; '), first.next);
}

const allow = 'allow it for this identity, or use another profile, then run the same command again';

async function regionObstacles(
  cloud: Cloud,
  mesh: DesiredMesh,
  observation: MeshObservation,
  plan: Plan,
  name: string,
): Promise<Found> {
  const region = cloud.region(name);
  const one = mesh.concentrators.find((each) => each.region === name);
  const observed = observation.regions.find((each) => each.region === name);
  const steps = plan.steps.filter((step) => step.region === name);
  const actions = actionsOfAll(steps).filter((action) => action.startsWith('ec2:'));
  if (one === undefined || observed === undefined || actions.length === 0) return nothingFound;
  const allocates = steps.some(({ kind }) => kind === 'address.allocate');
  const image = actions.includes('ec2:RunInstances') ? latestImageFor(region, one) : undefined;
  const [quotas, inUse, denied] = await Promise.all([
    region.quotas(),
    allocates ? region.addressesInUse() : 0,
    Promise.resolve(image).then((latest) =>
      region.deniedActions(actions, {
        ...one,
        mesh: mesh.name,
        imageId: latest?.id,
        routeTableId: one.routeTableIds[0],
        groupId: observed.groups.find(({ vpcId }) => vpcId === one.vpcId)?.id,
        profileName: observation.iam.profile === undefined ? undefined : meshResourceName(mesh.name),
      }),
    ),
  ]);
  return {
    obstacles: [
      ...denied.map((action) => ({ what: `${action} is denied in ${name}`, next: allow })),
      ...roomObstacles(mesh, plan, observed, quotas, inUse),
    ],
    notes: [assumedQuotas(name, quotas)].filter((note) => note !== undefined),
    room: roomLeft(name, plan, quotas, inUse),
  };
}

/** IAM and Logs have no DryRun; IAM's simulator says what they would answer, where one may ask it. */
async function accountObstacles(
  cloud: Cloud,
  mesh: DesiredMesh,
  { account, partition, caller }: MeshObservation,
  plan: Plan,
): Promise<Found> {
  const name = meshResourceName(mesh.name);
  const regions = [...new Set(plan.steps.flatMap(({ region }) => region ?? []))];
  const of = (prefix: string, steps = plan.steps): readonly string[] =>
    actionsOfAll(steps).filter((action) => action.startsWith(prefix));
  const iam = of('iam:');
  const onProfile = iam.filter((action) => action.includes('InstanceProfile'));
  const questions: readonly PermissionQuestion[] = [
    {
      resource: `arn:${partition}:iam::${account}:role/${name}`,
      actions: iam.filter((one) => !onProfile.includes(one)),
    },
    { resource: `arn:${partition}:iam::${account}:instance-profile/${name}`, actions: onProfile },
    ...regions.map((region) => ({
      resource: `arn:${partition}:logs:${region}:${account}:log-group:${mesh.logGroup}`,
      actions: of(
        'logs:',
        plan.steps.filter((step) => step.region === region),
      ),
    })),
  ].filter(({ actions }) => actions.length > 0);
  if (questions.length === 0) return nothingFound;
  const denied = await cloud.iam.deniedActions(caller, questions);
  if (denied === undefined) {
    return {
      obstacles: [],
      notes: [
        'whether IAM and Logs allow what the mesh needs could not be asked beforehand (iam:SimulatePrincipalPolicy)',
      ],
    };
  }
  return { obstacles: denied.map((action) => ({ what: `${action} is denied`, next: allow })), notes: [] };
}
