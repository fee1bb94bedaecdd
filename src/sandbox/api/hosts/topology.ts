/** The model projected onto the network: routes in force, rules with their sources worked out, addresses on interfaces. */
import { routeState } from '#sandbox/api/ec2/routes.ts';
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
  }
}

/** A subnet without an association of its own is served by the VPC's main table (VPC User Guide, "Route table concepts"). */
function routesOf(subnet: Subnet, region: Region): readonly NetworkRoute[] {
  const tables = region.routeTables.all().filter((one) => one.vpcId === subnet.vpcId);
  const own = tables.find((one) => one.associations.some((a) => a.subnetId === subnet.id));
  const main = tables.find((one) => one.associations.some((a) => a.subnetId === undefined));
  return ((own ?? main)?.routes ?? []).map((route) => ({
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
  cidrs: [vpc.cidr],
  subnets: region.subnets.all().flatMap((one) => (one.vpcId === vpc.id ? projectSubnet(one, region) : [])),
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

function projectInterface(nic: NetworkInterfaceRow, region: Region): NetworkInterface {
  const rules = (egress: boolean): readonly FirewallRule[] =>
    region.rules
      .all()
      .filter((rule) => rule.egress === egress && nic.groupIds.includes(rule.groupId))
      .map((rule) => projectRule(rule, region))
      .filter(({ cidrs }) => cidrs.length > 0);
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
    ingress: rules(false),
    egress: rules(true),
    ...(nic.attachment === undefined ? {} : { instanceId: nic.attachment.instanceId }),
  };
}

/** Everything the network has to look like, all regions in one picture. */
export function project(world: World): NetworkTopology {
  const regions = world.regions();
  return {
    vpcs: regions.flatMap(([name, region]) => region.vpcs.all().map((vpc) => projectVpc(vpc, name, region))),
    interfaces: regions.flatMap(([, region]) => region.interfaces.all().map((nic) => projectInterface(nic, region))),
  };
}
