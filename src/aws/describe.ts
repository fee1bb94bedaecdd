/** Reading one region in two waves of Describe calls: what is named or tagged first, then what is in those VPCs. */
import { DescribeAddressesCommand } from '@aws-sdk/client-ec2';
import type { ObservedGroup, RegionObservation } from '#mesh/observation.ts';
import type { ObserveQuery } from '#ports/cloud.ts';
import type { RegionClients } from './clients.ts';
import { listsInside, observeLogGroup, taggedLists, taggedWith } from './lists.ts';
import {
  toAcl,
  toAddress,
  toGroup,
  toInstance,
  toInterface,
  toKeyPair,
  toRouteTable,
  toRule,
  toSubnet,
  toVpc,
} from './translate.ts';

export async function observeRegion(clients: RegionClients, query: ObserveQuery): Promise<RegionObservation> {
  const { ec2: client, region } = clients;
  const tagged = taggedLists(client, query.mesh);
  const [vpcs, taggedGroups, rules, interfaces, addresses, instances, keyPairs, logGroup] = await Promise.all([
    tagged.vpcs(),
    tagged.groups(),
    tagged.rules(),
    tagged.interfaces(),
    client.send(new DescribeAddressesCommand({ Filters: [taggedWith(query.mesh)] })),
    tagged.instances(),
    tagged.keyPairs(),
    observeLogGroup(clients, query.logGroup),
  ]);
  const named = vpcs
    .map(toVpc)
    .filter(({ id, name }) => query.vpcs.includes(id) || (name !== undefined && query.vpcs.includes(name)));
  const ids = new Set([
    ...named.map(({ id }) => id),
    ...[...taggedGroups, ...interfaces].flatMap(({ VpcId }) => VpcId ?? []),
  ]);
  const inside = listsInside(client, [...ids]);
  const [subnets, tables, acls, groups] = await Promise.all([
    inside.subnets(),
    inside.routeTables(),
    inside.networkAcls(),
    inside.groups(),
  ]);
  return {
    region,
    vpcs: vpcs.map(toVpc),
    subnets: subnets.map(toSubnet),
    routeTables: tables.map(toRouteTable),
    networkAcls: acls.map(toAcl),
    groups: groups.map(toGroup),
    rules: rules.flatMap((rule) => toRule(rule) ?? []),
    interfaces: interfaces.map(toInterface),
    addresses: (addresses.Addresses ?? []).map(toAddress),
    instances: instances.map(toInstance),
    keyPairs: keyPairs.map(toKeyPair),
    ...(logGroup === undefined ? {} : { logGroup }),
  };
}

/** The mesh's own groups. */
export async function ownGroups({ ec2 }: RegionClients, mesh: string): Promise<readonly ObservedGroup[]> {
  return (await taggedLists(ec2, mesh).groups()).map(toGroup);
}
