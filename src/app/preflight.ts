/** What would stop a build halfway, asked before anything is made. */
import { contains } from '#mesh/cidr.ts';
import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { MeshObservation, ObservedAclEntry } from '#mesh/observation.ts';
import { effectiveTable } from '#mesh/placement.ts';
import { defaultRulesPerGroup, serviceRules } from '#mesh/rules.ts';
import type { Plan } from '#mesh/steps.ts';
import type { Cloud } from '#ports/cloud.ts';
import { latestImageFor } from './images.ts';

const defaultAddresses = 5;

/** Notes for the operator. @throws OperatorError that names everything in the way, all regions together */
export async function preflight(
  cloud: Cloud,
  mesh: DesiredMesh,
  observation: MeshObservation,
  plan: Plan,
): Promise<readonly string[]> {
  const building = plan.steps.some(({ change }) => change === 'create');
  if (!building) return [];
  const obstacles = mesh.concentrators.flatMap((one) => networkObstacles(one, observation));
  const regions = [...new Set(mesh.concentrators.map(({ region }) => region))];
  const found = await Promise.all(regions.map((region) => regionObstacles(cloud, mesh, plan, region)));
  const all = [...obstacles, ...found.flatMap((one) => one.obstacles)];
  if (all.length > 0) {
    const [first] = all;
    throw new OperatorError(all.map(({ what }) => what).join('; '), first?.next);
  }
  return found.flatMap(({ notes }) => notes);
}

interface Obstacle {
  readonly what: string;
  readonly next: string;
}

async function regionObstacles(
  cloud: Cloud,
  mesh: DesiredMesh,
  plan: Plan,
  name: string,
): Promise<{ readonly obstacles: readonly Obstacle[]; readonly notes: readonly string[] }> {
  const region = cloud.region(name);
  const here = mesh.concentrators.filter((one) => one.region === name);
  const [one] = here;
  if (one === undefined) return { obstacles: [], notes: [] };
  const needed = plan.steps.filter((step) => step.kind === 'address.allocate' && step.region === name).length;
  const [quotas, inUse, denied] = await Promise.all([
    region.quotas(),
    needed === 0 ? 0 : region.addressesInUse(),
    latestImageFor(region, one).then((image) =>
      region.deniedActions({
        ...one,
        routeTableId: one.routeTableIds[0],
        imageId: image.id,
      }),
    ),
  ]);
  const addresses = quotas.addresses ?? defaultAddresses;
  const perGroup = quotas.rulesPerGroup ?? defaultRulesPerGroup;
  const obstacles: Obstacle[] = denied.map((action) => ({
    what: `${action} is denied in ${name}`,
    next: 'allow it for this identity, or use another profile, then run the same command again',
  }));
  if (inUse + needed > addresses) {
    obstacles.push({
      what: `${name} has ${inUse} of ${addresses} Elastic IPs in use, and the mesh needs ${needed} more`,
      next: `release one that is not used, or raise the quota "EC2-VPC Elastic IPs" (L-0263D0A3) in ${name}`,
    });
  }
  const rules = Math.max(here.length, serviceRules(mesh.spec.securityGroups.services, mesh.cidrs).length);
  if (rules > perGroup || perGroup < defaultRulesPerGroup) {
    obstacles.push({
      what: `${name} allows ${perGroup} rules per security group, fewer than the mesh counts on (${defaultRulesPerGroup})`,
      next: `raise the quota "Inbound or outbound rules per security group" (L-0EA8095F) in ${name}`,
    });
  }
  const assumed = [
    quotas.addresses === undefined && needed > 0 ? `${defaultAddresses} Elastic IPs` : '',
    quotas.rulesPerGroup === undefined ? `${defaultRulesPerGroup} rules per group` : '',
  ].filter((text) => text !== '');
  return {
    obstacles,
    notes:
      assumed.length === 0
        ? []
        : [`${name}: quotas could not be read, AWS's defaults are assumed (${assumed.join(', ')})`],
  };
}

/** The subnet reaches the Internet and its network ACL lets the tunnel through, both ways. */
function networkObstacles(one: DesiredConcentrator, observation: MeshObservation): readonly Obstacle[] {
  const region = observation.regions.find((each) => each.region === one.region);
  if (region === undefined) return [];
  const obstacles: Obstacle[] = [];
  const table = effectiveTable(region, one.vpcId, one.subnetId);
  const internet = table?.routes.find(({ destination }) => destination === '0.0.0.0/0');
  if (internet === undefined || internet.blackhole || !internet.target.id.startsWith('igw-')) {
    obstacles.push({
      what: `${one.subnetId} (${one.region}), where ${one.name} stands, has no route to an Internet gateway`,
      next: `add 0.0.0.0/0 to an Internet gateway to ${table?.id ?? 'its route table'}`,
    });
  }
  const acl = region.networkAcls.find(({ subnetIds }) => subnetIds.includes(one.subnetId));
  for (const { port, egress } of [
    { port: 500, egress: false },
    { port: 4500, egress: false },
    { port: 500, egress: true },
    { port: 4500, egress: true },
  ]) {
    if (acl === undefined || aclLets(acl.entries, port, egress)) continue;
    obstacles.push({
      what: `network ACL ${acl.id} (${one.region}) keeps UDP ${port} ${egress ? 'from leaving' : 'out of'} ${one.subnetId}`,
      next: `allow UDP 500 and 4500 and ICMP both ways in ${acl.id}`,
    });
  }
  return obstacles;
}

/** First match by number decides, for any address: peers may be anywhere. */
function aclLets(entries: readonly ObservedAclEntry[], port: number, egress: boolean): boolean {
  const first = entries
    .filter((entry) => entry.egress === egress)
    .toSorted((a, b) => a.number - b.number)
    .find(
      ({ protocol, from, to, cidr }) =>
        (protocol === '-1' || (protocol === '17' && (from ?? 0) <= port && port <= (to ?? 65_535))) &&
        contains(cidr, '0.0.0.0/0'),
    );
  return first?.allow ?? false;
}
