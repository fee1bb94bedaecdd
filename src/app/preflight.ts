/** What would stop a build halfway, asked before anything is made. */
import type { DesiredMesh } from '#mesh/desired.ts';
import { OperatorError } from '#mesh/errors.ts';
import { meshResourceName } from '#mesh/names.ts';
import type { MeshObservation } from '#mesh/observation.ts';
import { type Found, networkObstacles, nothingFound, together } from '#mesh/obstacles.ts';
import { ownedAt, ownedConcentrators, standing } from '#mesh/owned.ts';
import { assumedQuotas, roomObstacles } from '#mesh/room.ts';
import type { Plan } from '#mesh/steps.ts';
import type { Cloud, PermissionQuestion } from '#ports/cloud.ts';
import { latestImageFor } from './images.ts';

/** Notes for the operator. @throws OperatorError that names everything in the way, all regions together */
export async function preflight(
  cloud: Cloud,
  mesh: DesiredMesh,
  observation: MeshObservation,
  plan: Plan,
): Promise<readonly string[]> {
  const building = plan.steps.some(({ change }) => change === 'create');
  if (!building) return [];
  const owned = ownedConcentrators(mesh.name, observation);
  const addresses = new Map(
    mesh.concentrators.map((one) => [one.name, standing(ownedAt(one, owned)).address?.ip] as const),
  );
  const regions = [...new Set(mesh.concentrators.map(({ region }) => region))];
  const found = together([
    ...mesh.concentrators.map((one) => networkObstacles(mesh, one, observation, (name) => addresses.get(name))),
    ...(await Promise.all([
      accountObstacles(cloud, mesh, observation, regions),
      ...regions.map((region) => regionObstacles(cloud, mesh, observation, plan, region)),
    ])),
  ]);
  const [first] = found.obstacles;
  if (first !== undefined) throw new OperatorError(found.obstacles.map(({ what }) => what).join('; '), first.next);
  return found.notes;
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
  if (one === undefined || observed === undefined) return nothingFound;
  const allocates = plan.steps.some((step) => step.kind === 'address.allocate' && step.region === name);
  const [quotas, inUse, denied] = await Promise.all([
    region.quotas(),
    allocates ? region.addressesInUse() : 0,
    latestImageFor(region, one).then((image) =>
      region.deniedActions({
        ...one,
        imageId: image.id,
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
  };
}

/** IAM and Logs have no DryRun; IAM's simulator says what they would answer, where one may ask it. */
async function accountObstacles(
  cloud: Cloud,
  mesh: DesiredMesh,
  { account, partition, caller }: MeshObservation,
  regions: readonly string[],
): Promise<Found> {
  const name = meshResourceName(mesh.name);
  const questions: readonly PermissionQuestion[] = [
    {
      resource: `arn:${partition}:iam::${account}:role/${name}`,
      actions: ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PassRole'],
    },
    {
      resource: `arn:${partition}:iam::${account}:instance-profile/${name}`,
      actions: ['iam:CreateInstanceProfile', 'iam:AddRoleToInstanceProfile'],
    },
    ...regions.map((region) => ({
      resource: `arn:${partition}:logs:${region}:${account}:log-group:${mesh.logGroup}`,
      actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
    })),
  ];
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
