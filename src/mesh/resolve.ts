/** The spec resolved against the existing VPCs: which concentrator is where and has which peers. */
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import { type Fault, type Resolved, refuseOverlaps } from '#mesh/spec/overlaps.ts';
import type { Spec, SpecMember } from '#mesh/spec/schema.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { overlapWithMesh } from '#mesh/spec/ssh-sources.ts';
import { compareCidrs } from './cidr.ts';
import type { DesiredConcentrator, DesiredMesh } from './desired-mesh.ts';
import { SpecError, type SpecProblem } from './errors.ts';
import { concentratorGroups } from './ingress-rules.ts';
import { groupName, logGroupName, tagKeys } from './names.ts';
import { chooseSubnet, unfitSubnets } from './placement.ts';
import { probeAddress } from './probe-address.ts';
import { plainly, quoted } from './quote.ts';

/** @throws SpecError if the spec names resources that do not exist, or members whose networks overlap. */
export function resolveMesh({ spec, locate }: ParsedSpec, observation: MeshObservation): DesiredMesh {
  const problems: SpecProblem[] = [];
  const fault: Fault = (path, message, hint, kind) => {
    problems.push({ position: locate(path), message, hint, ...(kind === undefined ? {} : { kind }) });
  };
  const members = spec.members.flatMap((member, index) => resolveMember(member, index, observation, fault) ?? []);
  for (const [index, one] of members.entries())
    for (const other of members.slice(0, index)) refuseOverlaps(one, other, fault);
  namedGroups(spec, members, fault);
  const concentrators = members.flatMap((one) => placeMember(spec, one, members, fault) ?? []);
  lockOuts(spec, members, fault);
  if (problems.length > 0) throw new SpecError(problems);
  return {
    name: spec.mesh,
    spec,
    logGroup: logGroupName(spec.mesh, spec.logs.group),
    cidrs: members.flatMap(({ cidrs }) => cidrs).toSorted(compareCidrs),
    concentrators: concentrators.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** A group that the spec names must exist in one of the VPCs. */
function namedGroups({ securityGroups: { services } }: Spec, members: readonly Resolved[], fault: Fault): void {
  if (typeof services === 'string') return;
  const there = members.flatMap(({ region, vpcId }) => region.groups.filter((group) => group.vpcId === vpcId));
  services.forEach((named, index) => {
    if (there.some(({ id, name }) => id === named || name === named)) return;
    const others = there
      .filter(({ tags }) => tags[tagKeys.mesh] === undefined)
      .map(({ id, name }) => `${name} (${id})`);
    fault(
      ['securityGroups', 'services', index],
      `no VPC of the mesh has the security group ${quoted(named)}`,
      `use an existing one: ${some(others) || 'there is none'}`,
    );
  });
}

/** The first few of many. */
const some = (all: readonly string[]): string =>
  all.length > 8 ? `${all.slice(0, 8).join(', ')} and ${all.length - 8} more` : all.join(', ');

/** Hosts drop SSH from the mesh's networks: an operator who connects from there would lose access during setup. */
function lockOuts({ ssh }: Spec, members: readonly Resolved[], fault: Fault): void {
  if (ssh.fromMesh) return;
  ssh.from.forEach((from, index) => {
    const meeting = overlapWithMesh(
      from,
      members.flatMap(({ cidrs }) => cidrs),
    );
    if (meeting !== undefined) {
      fault(
        ['ssh', 'from', index],
        `${meeting}, and concentrators drop SSH from the mesh`,
        'use an address outside the mesh, or allow SSH from inside with `ssh: {fromMesh: true}`',
      );
    }
  });
}

function resolveMember(
  member: SpecMember,
  index: number,
  observation: MeshObservation,
  fault: Fault,
): Resolved | undefined {
  const path = ['members', index];
  const region = observation.regions.find((one) => one.region === member.region);
  if (region === undefined) {
    return fault(
      [...path, 'region'],
      `region ${member.region} is not enabled for this account`,
      'correct the region, or enable it in the account settings',
    );
  }
  const matches = region.vpcs.filter((vpc) => vpc.id === member.vpc || vpc.name === member.vpc);
  const [vpc] = matches;
  if (vpc === undefined) {
    const there = region.vpcs
      .map((one) => (one.name === undefined ? one.id : `${one.id} (${plainly(one.name)})`))
      .join(', ');
    return fault(
      [...path, 'vpc'],
      `no VPC ${quoted(member.vpc)} in ${member.region}`,
      `use an existing one: ${there || 'there is none'}`,
    );
  }
  if (matches.length > 1) {
    return fault(
      [...path, 'vpc'],
      `${matches.length} VPCs in ${member.region} are named ${quoted(member.vpc)}`,
      `use an id: ${matches.map(({ id }) => id).join(', ')}`,
    );
  }
  return {
    member,
    path,
    name: member.name ?? member.region,
    region,
    vpcId: vpc.id,
    vpcCidrs: vpc.cidrs,
    cidrs: (member.advertise ?? vpc.cidrs).toSorted(compareCidrs),
  };
}

/** One concentrator for the whole member; one per zone with `placement: az`. */
function placeMember(
  spec: Spec,
  { member, path, name, region, vpcId, vpcCidrs, cidrs }: Resolved,
  members: readonly Resolved[],
  fault: Fault,
): readonly DesiredConcentrator[] | undefined {
  const others = members.filter((other) => other.name !== name);
  const all = region.routeTables.filter((table) => table.vpcId === vpcId);
  const tables = all.filter(({ gatewayId }) => gatewayId === undefined);
  const listed = Array.isArray(member.routeTables) ? member.routeTables : undefined;
  const edge = all.find(({ id, gatewayId }) => gatewayId !== undefined && listed?.includes(id) === true);
  if (edge !== undefined) {
    return fault(
      [...path, 'routeTables'],
      `${edge.id} is the route table of gateway ${edge.gatewayId}: AWS does not accept routes to other networks there`,
      'remove it: the mesh needs the route tables of subnets only',
    );
  }
  const unknown = listed?.find((id) => !tables.some((table) => table.id === id));
  if (unknown !== undefined) {
    return fault(
      [...path, 'routeTables'],
      `${vpcId} has no route table ${unknown}`,
      `use one of ${tables.map(({ id }) => id).join(', ')}`,
    );
  }
  const unusable = region.unusable?.find(({ id }) => member.subnets?.includes(id) === true);
  if (unusable !== undefined) {
    return fault(
      [...path, 'subnets'],
      `${unusable.id} cannot hold a concentrator: ${unusable.why}`,
      'use a public subnet with an IPv4 CIDR',
    );
  }
  const instanceType = member.concentrator?.instanceType ?? spec.concentrator.instanceType;
  const wish = { mesh: spec.mesh, concentrator: name, vpcId, allowed: member.subnets, instanceType, region };
  const subnet = chooseSubnet(wish);
  if (subnet === undefined) {
    const unfit = unfitSubnets(wish);
    const where = member.subnets === undefined ? '' : ' among those in `subnets`';
    if (unfit.length > 0) {
      return fault(
        [...path, member.subnets === undefined ? 'vpc' : 'subnets'],
        `${vpcId} has no public subnet${where} that can hold a concentrator: ${some(unfit)}`,
        unfitHint(region, vpcId, unfit),
      );
    }
    return fault(
      [...path, member.subnets === undefined ? 'vpc' : 'subnets'],
      `${vpcId} has no public subnet${where}`,
      'a concentrator needs a public subnet: add a route 0.0.0.0/0 to an Internet gateway, or name another subnet',
    );
  }
  return [
    {
      name,
      member: name,
      region: member.region,
      vpcId,
      subnetId: subnet,
      probeAddress: probeAddress({ vpcId, subnetId: subnet, cidrs, region }),
      cidrs,
      vpcCidrs,
      remoteCidrs: others.flatMap((other) => other.cidrs).toSorted(compareCidrs),
      peers: others.map((other) => other.name).toSorted(),
      image: member.concentrator?.image ?? spec.concentrator.image,
      instanceType,
      groupNames: groupNames(spec, name, vpcCidrs, others.length),
      routeTableIds: listed ?? tables.map(({ id }) => id).toSorted(),
    },
  ];
}

/** If Block Public Access is the only obstacle, it has its own hint. */
function unfitHint({ region, subnets }: RegionObservation, vpcId: string, unfit: readonly string[]): string {
  const blocked = subnets.filter((one) => one.vpcId === vpcId && one.blocked?.certain === true);
  return unfit.every((why) => blocked.some(({ id }) => why.startsWith(`${id}: VPC Block`)))
    ? `exclude a subnet or the VPC, if your policy allows it: \`aws ec2 create-vpc-block-public-access-exclusion --region ${region} ` +
        '--internet-gateway-exclusion-mode allow-bidirectional --subnet-id …`'
    : 'use a public subnet in another zone (`subnets: […]`) or another type (`concentrator: {instanceType: …}`)';
}

/** One name per group that the rules need; their number does not depend on addresses. */
function groupNames(spec: Spec, name: string, ownCidrs: readonly string[], peers: number): readonly string[] {
  const groups = concentratorGroups(spec.ssh, { ownCidrs, peers: Array.from({ length: peers }, () => '0.0.0.0') });
  return groups.map((_, index) => groupName(spec.mesh, name, index));
}
