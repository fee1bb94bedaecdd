/** The model projected onto the network: routes in force, rules with their sources worked out, addresses on interfaces. */
import { isIpv4 } from '#sandbox/api/ec2/cidrs.ts';
import { isMainOne } from '#sandbox/api/ec2/route-tables.ts';
import { routeState } from '#sandbox/api/ec2/routes.ts';
import { cidrsOf } from '#sandbox/api/ec2/vpc-cidrs.ts';
import type { NetworkInterfaceRow, Route, SecurityGroupRule, Subnet, Vpc } from '#sandbox/api/store/network-model.ts';
import type { Region } from '#sandbox/api/store/region.ts';
import type { World } from '#sandbox/api/store/world.ts';
import type {
  FirewallRule,
  NetworkInterface,
  NetworkRoute,
  NetworkSubnet,
  NetworkTopology,
  NetworkVpc,
  RouteTarget,
} from '#sandbox/hosts/backend.ts';

function target(route: Route, region: Region): RouteTarget {
  if (routeState(route, region) === 'blackhole') return { kind: 'blackhole' };
  switch (route.target.kind) {
    case 'local':
      return { kind: 'local' };
    case 'gateway':
      return { kind: 'internet' };
    case 'interface':
      return { kind: 'interface', id: route.target.id };
    // Whatever it is, it is not played: what it takes is gone.
    case 'foreign':
      return { kind: 'blackhole' };
  }
}

/** A subnet without an association of its own is served by the VPC's main table (VPC User Guide, "Route table concepts"). */
function routesOf(subnet: Subnet, region: Region): readonly NetworkRoute[] {
  const tables = region.routeTables.all().filter((one) => one.vpcId === subnet.vpcId);
  const own = tables.find((one) => one.associations.some((a) => a.subnetId === subnet.id));
  const main = tables.find((one) => one.associations.some(isMainOne));
  const routes = ((own ?? main)?.routes ?? []).filter(({ destination }) => isIpv4(destination));
  return routes.map((route) => ({
    destination: route.destination,
    target: target(route, region),
  }));
}

const projectSubnet = (subnet: Subnet, region: Region): NetworkSubnet => ({
  id: subnet.id,
  cidr: subnet.cidr,
  zone: subnet.zone,
  routes: routesOf(subnet, region),
});

const projectVpc = (vpc: Vpc, regionName: string, region: Region): NetworkVpc => ({
  id: vpc.id,
  region: regionName,
  cidrs: cidrsOf(vpc),
  subnets: region.subnets
    .all()
    .flatMap((one) => (one.vpcId === vpc.id && isIpv4(one.cidr) ? projectSubnet(one, region) : [])),
});

const protocolNumbers: Readonly<Record<string, FirewallRule['protocol']>> = { '-1': 'all', icmp: 1, tcp: 6, udp: 17 };

function projectRule(rule: SecurityGroupRule, region: Region): FirewallRule {
  const { source } = rule;
  const cidrs =
    source.kind === 'cidr'
      ? [source.cidr]
      : region.interfaces.all().flatMap((one) => (one.groupIds.includes(source.groupId) ? `${one.privateIp}/32` : []));
  const hasPorts = ['tcp', 'udp', 'icmp'].includes(rule.protocol);
  return {
    protocol: protocolNumbers[rule.protocol] ?? Number(rule.protocol),
    ...(hasPorts ? { from: rule.from, to: rule.to } : {}),
    cidrs,
  };
}

/** What the groups of an interface say, in the order in which the rules were made. */
type RulesOf = (groupIds: readonly string[], egress: boolean) => readonly FirewallRule[];

/** Rules are worked out once, however many interfaces their group is on. */
function rulesIn(region: Region): RulesOf {
  const all = region.rules.all().map((rule, order) => ({ rule, order, firewall: projectRule(rule, region) }));
  const byGroup = new Map<string, (typeof all)[number][]>();
  for (const one of all) byGroup.set(one.rule.groupId, [...(byGroup.get(one.rule.groupId) ?? []), one]);
  return (groupIds, egress) =>
    groupIds
      .flatMap((id) => byGroup.get(id) ?? [])
      .filter(({ rule, firewall }) => rule.egress === egress && firewall.cidrs.length > 0)
      .toSorted((a, b) => a.order - b.order)
      .map(({ firewall }) => firewall);
}

function projectInterface(nic: NetworkInterfaceRow, region: Region, rulesOf: RulesOf): NetworkInterface {
  const elastic = region.addresses.all().find((one) => one.association?.interfaceId === nic.id);
  const publicIp = elastic?.publicIp ?? nic.autoPublicIp;
  return {
    id: nic.id,
    vpcId: nic.vpcId,
    subnetId: nic.subnetId,
    mac: nic.mac,
    privateIp: nic.privateIp,
    ...(publicIp === undefined ? {} : { publicIp }),
    sourceDestCheck: nic.sourceDestCheck,
    ingress: rulesOf(nic.groupIds, false),
    egress: rulesOf(nic.groupIds, true),
    ...(nic.attachment === undefined ? {} : { instanceId: nic.attachment.instanceId }),
  };
}

/** One region's part of the picture. */
export function projectRegion(name: string, region: Region): NetworkTopology {
  const rulesOf = rulesIn(region);
  return {
    vpcs: region.vpcs.all().map((vpc) => projectVpc(vpc, name, region)),
    interfaces: region.interfaces.all().map((nic) => projectInterface(nic, region, rulesOf)),
  };
}

export const joined = (parts: readonly NetworkTopology[]): NetworkTopology => ({
  vpcs: parts.flatMap(({ vpcs }) => vpcs),
  interfaces: parts.flatMap(({ interfaces }) => interfaces),
});

/** Everything the network has to look like, all regions in one picture. */
export const project = (world: World): NetworkTopology =>
  joined(world.regions().map(([name, region]) => projectRegion(name, region)));
