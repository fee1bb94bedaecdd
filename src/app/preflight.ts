/** What would stop a build halfway, asked before anything is made; only what this plan needs is asked for. */
import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired.ts';
import { OperatorError } from '#mesh/errors.ts';
import { meshResourceName, ownershipTags } from '#mesh/names.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observation.ts';
import { type Found, networkObstacles, nothingFound, type Obstacle, together } from '#mesh/obstacles.ts';
import { ownedAt, ownedConcentrators, standing } from '#mesh/owned.ts';
import { actionsOfAll } from '#mesh/permissions.ts';
import { assumedQuotas, roomLeft, roomObstacles } from '#mesh/room.ts';
import { sharedVpcFindings } from '#mesh/shared-vpc.ts';
import type { Plan } from '#mesh/steps.ts';
import { launchedTypes, vcpuFindings } from '#mesh/vcpus.ts';
import type { Cloud, PermissionQuestion, Simulated, Trials } from '#ports/cloud.ts';
import { latestImageFor } from './images.ts';

/** What the picture of the network shows by itself: whose it is, gateways and network ACLs. Asks nothing. */
export function networkPreflight(mesh: DesiredMesh, observation: MeshObservation, plan: Plan): Found {
  const owned = ownedConcentrators(mesh.name, observation);
  const addresses = new Map(
    mesh.concentrators.map((one) => [one.name, standing(ownedAt(one, owned), one.subnetId).address?.ip] as const),
  );
  const building = new Set(
    plan.steps.flatMap(({ kind, concentrator }) => (kind === 'instance.run' ? concentrator : [])),
  );
  return together([
    sharedVpcFindings(mesh, observation, plan),
    ...mesh.concentrators
      .filter(({ name }) => building.has(name))
      .map((one) => networkObstacles(mesh, one, observation, (name) => addresses.get(name))),
  ]);
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
  const launched = launchedTypes(mesh, plan, name);
  const [quotas, inUse, vcpus, trials] = await Promise.all([
    region.quotas(),
    allocates ? region.addressesInUse() : 0,
    launched.length === 0 ? undefined : region.vcpus([...new Set(launched)]),
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
      ...trials.denied.map((action) => ({ what: `${action} is denied in ${name}`, next: allow })),
      ...roomObstacles(mesh, plan, observed, quotas, inUse),
      ...cpus.obstacles,
    ],
    notes: [
      ...trialNotes(name, trials),
      ...cpus.notes,
      ...[assumedQuotas(name, quotas)].filter((note) => note !== undefined),
    ],
    room: roomLeft(name, plan, quotas, inUse),
  };
}

/** A group that rules may be tried on: nobody else's may be touched, even where nothing should come of it. */
function ownGroup(mesh: DesiredMesh, observation: MeshObservation, one: DesiredConcentrator): string | undefined {
  return ownedAt(one, ownedConcentrators(mesh.name, observation)).groups[0]?.id;
}

/** The VPC's Internet gateway, which its route tables tell of. */
function routeToTry({ routeTables }: RegionObservation, { vpcId, routeTableIds }: DesiredConcentrator) {
  const [tableId] = routeTableIds;
  const gatewayId = routeTables
    .filter((table) => table.vpcId === vpcId)
    .flatMap(({ routes }) => routes)
    .find(({ target }) => target.kind === 'gateway' && target.id.startsWith('igw-'))?.target.id;
  return tableId === undefined || gatewayId === undefined ? undefined : { tableId, gatewayId };
}

/** What became of trials on an endpoint that does not know of DryRun. */
function trialNotes(region: string, { carriedOut, tried }: Trials): readonly string[] {
  if (!tried) return [`${region}: permissions were not tried: the endpoint carries out calls that are marked DryRun`];
  if (carriedOut.length === 0) return [];
  const left = carriedOut.flatMap((one) => one.left ?? []);
  const actions = carriedOut.map(({ action }) => action).join(', ');
  return [
    `${region}: the endpoint carries out calls that are marked DryRun (${actions}), so it is not asked what else would be denied; ` +
      (left.length === 0
        ? 'what it made was taken back'
        : `this could not be taken back, delete it yourself: ${left.join('; ')}`),
  ];
}

const passRole = 'iam:PassRole';

/** Whether rules are tried in the region: on a group of its first concentrator, as `regionObstacles` takes it. */
function triesRules(mesh: DesiredMesh, observation: MeshObservation, region: string): boolean {
  const one = mesh.concentrators.find((each) => each.region === region);
  return one !== undefined && ownGroup(mesh, observation, one) !== undefined;
}

/** IAM and Logs have no DryRun; IAM's simulator says what they would answer, where one may ask it. */
async function accountObstacles(
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
    // While no group of the mesh's is there, rules cannot be tried either.
    ...regions
      .filter((region) => !triesRules(mesh, observation, region))
      .map((region) => ({
        region,
        tags: ownershipTags(mesh.name, 'group'),
        resources: [`arn:${partition}:ec2:${region}:${account}:security-group/sg-00000000000000000`],
        actions: inRegion(region).filter((one) => one.endsWith('SecurityGroupIngress')),
      })),
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
    obstacles: said.denied.map((action) => ({ what: `${action} is denied`, next: allow })),
    notes: unsureNotes(said.unsure),
  };
}

/** One line for all actions that hang on the same conditions. */
function unsureNotes(unsure: Simulated['unsure']): readonly string[] {
  const keysOf = ({ missing }: Simulated['unsure'][number]): string => missing.join(', ');
  return [...new Set(unsure.map(keysOf))].map((keys) => {
    const those = unsure.filter((one) => keysOf(one) === keys);
    const actions = [...new Set(those.map(({ action }) => action))].join(', ');
    return `whether a policy allows ${actions} hangs on ${keys}, which cannot be told beforehand`;
  });
}
