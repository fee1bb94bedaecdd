/** Preflight: obstacles that would stop a build halfway, checked before any change; only what this plan needs. */

import { latestImageFor } from '#app/steps/images.ts';
import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired-mesh.ts';
import { OperatorError } from '#mesh/errors.ts';
import { meshResourceName } from '#mesh/names.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import { inUse, ownedAt, ownedConcentrators } from '#mesh/observed/owned.ts';
import { sharedVpcFindings } from '#mesh/observed/shared-vpc.ts';
import { ebsKeyNotes } from '#mesh/plan/ebs-key.ts';
import { networkObstacles } from '#mesh/plan/network-obstacles.ts';
import { type Found, mergeObstacles, nothingFound, type Obstacle } from '#mesh/plan/obstacle.ts';
import { assumedQuotas, quotaObstacles, quotaUse } from '#mesh/plan/quotas.ts';
import { actionsOfAll } from '#mesh/plan/step-kinds.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { launchedTypes, vcpuFindings } from '#mesh/plan/vcpus.ts';
import type { Cloud } from '#ports/cloud.ts';
import type { DryRunOutcome } from '#ports/permissions.ts';
import { accountObstacles, denialHint } from './account-permissions.ts';
import { ownGroup } from './untried-permissions.ts';

/** Obstacles that the observation shows: ownership, gateways and network ACLs. Makes no calls. */
export function networkPreflight(mesh: DesiredMesh, observation: MeshObservation, plan: Plan): Found {
  const owned = ownedConcentrators(mesh.name, observation);
  const addresses = new Map(
    mesh.concentrators.map((one) => [one.name, inUse(ownedAt(one, owned), one.subnetId).address?.ip] as const),
  );
  const building = new Set(
    plan.steps.flatMap(({ kind, concentrator }) => (kind === 'instance.run' ? concentrator : [])),
  );
  return mergeObstacles([
    sharedVpcFindings(mesh, observation, plan),
    ...mesh.concentrators
      .filter(({ name }) => building.has(name))
      .map((one) => networkObstacles(mesh, one, observation, (name) => addresses.get(name))),
  ]);
}

/** Permissions and quotas. Calls AWS and changes nothing. */
export async function accountPreflight(
  cloud: Cloud,
  mesh: DesiredMesh,
  observation: MeshObservation,
  plan: Plan,
): Promise<Found> {
  const regions = [...new Set(mesh.concentrators.map(({ region }) => region))];
  return mergeObstacles(
    await Promise.all([
      accountObstacles(cloud, mesh, observation, plan),
      ...regions.map((region) => regionObstacles(cloud, mesh, observation, plan, region)),
    ]),
  );
}

/** @throws OperatorError that names all obstacles of all regions */
export function refuse(obstacles: readonly Obstacle[]): void {
  const [first] = obstacles;
  if (first !== undefined) throw new OperatorError(obstacles.map(({ what }) => what).join('; '), first.next);
}

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
  const launched = launchedTypes(mesh, plan, name);
  const launches = steps.some(({ kind }) => kind === 'instance.run');
  const [quotas, inUse, vcpus, ebsKey, trials] = await Promise.all([
    region.quotas(),
    allocates ? region.addressesInUse() : 0,
    launched.length === 0 ? undefined : region.vcpus([...new Set(launched)]),
    launches ? region.ebsKey() : undefined,
    region.tryActions(actions, {
      ...one,
      mesh: mesh.name,
      image: Promise.resolve(image),
      route: routeToTry(observed, one),
      groupId: ownGroup(mesh, observation, one),
      profileName: observation.iam.profile === undefined ? undefined : meshResourceName(mesh.name),
    }),
  ]);
  const cpus = vcpuFindings(name, launched, vcpus);
  return {
    obstacles: [
      ...trials.denied.map((action) => ({
        what: `${action} is denied in ${name}`,
        next: denialHint(action, trials.byOrganization),
      })),
      ...quotaObstacles(mesh, plan, observed, quotas, inUse),
      ...cpus.obstacles,
    ],
    notes: [
      ...dryRunNotes(name, trials),
      ...cpus.notes,
      ...ebsKeyNotes(name, launches, ebsKey),
      ...[assumedQuotas(name, quotas)].filter((note) => note !== undefined),
    ],
    room: quotaUse(name, plan, quotas, inUse),
  };
}

/** The VPC's Internet gateway, from its route tables. */
function routeToTry({ routeTables }: RegionObservation, { vpcId, routeTableIds }: DesiredConcentrator) {
  const [tableId] = routeTableIds;
  const gatewayId = routeTables
    .filter((table) => table.vpcId === vpcId)
    .flatMap(({ routes }) => routes)
    .find(({ target }) => target.kind === 'gateway' && target.id.startsWith('igw-'))?.target.id;
  return tableId === undefined || gatewayId === undefined ? undefined : { tableId, gatewayId };
}

/** The outcome of trials on an endpoint that does not support DryRun. */
function dryRunNotes(region: string, { carriedOut, tried }: DryRunOutcome): readonly string[] {
  if (!tried) return [`${region}: permissions were not tested: the endpoint ignores DryRun and executes the calls`];
  if (carriedOut.length === 0) return [];
  const left = carriedOut.flatMap((one) => one.left ?? []);
  const actions = carriedOut.map(({ action }) => action).join(', ');
  return [
    `${region}: the endpoint ignores DryRun and executed ${actions}, so no other permission was tested; ` +
      (left.length === 0
        ? 'the result was removed again'
        : `could not remove the result, delete it yourself: ${left.join('; ')}`),
  ];
}
