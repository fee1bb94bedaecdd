/** Reading one region in two waves of Describe calls: what is named or tagged first, then what is in those VPCs. */
import { DescribeLogGroupsCommand, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeAddressesCommand,
  DescribeKeyPairsCommand,
  type Filter,
  paginateDescribeInstances,
  paginateDescribeNetworkAcls,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import { meshResourceName, tagKeys } from '#mesh/names.ts';
import type { ObservedGroup, ObservedLogGroup, RegionObservation } from '#mesh/observation.ts';
import type { ObserveQuery } from '#ports/cloud.ts';
import type { RegionClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';
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

/** Collects every page of one list. */
async function pages<P, T>(from: AsyncIterable<P>, pick: (page: P) => readonly T[] | undefined): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of from) all.push(...(pick(page) ?? []));
  return all;
}

export const taggedWith = (mesh: string): Filter => ({ Name: `tag:${tagKeys.mesh}`, Values: [mesh] });

export async function observeRegion(clients: RegionClients, query: ObserveQuery): Promise<RegionObservation> {
  const { ec2: client, region } = clients;
  const ours = { Filters: [taggedWith(query.mesh)] };
  const [vpcs, taggedGroups, rules, interfaces, addresses, instances, keys, logGroup] = await Promise.all([
    pages(paginateDescribeVpcs({ client }, {}), (page) => page.Vpcs),
    pages(paginateDescribeSecurityGroups({ client }, ours), (page) => page.SecurityGroups),
    pages(paginateDescribeSecurityGroupRules({ client }, ours), (page) => page.SecurityGroupRules),
    pages(paginateDescribeNetworkInterfaces({ client }, ours), (page) => page.NetworkInterfaces),
    client.send(new DescribeAddressesCommand(ours)),
    pages(paginateDescribeInstances({ client }, ours), (page) =>
      page.Reservations?.flatMap((one) => one.Instances ?? []),
    ),
    // By its name, so that one of somebody else's is seen too.
    client.send(
      new DescribeKeyPairsCommand({
        Filters: [{ Name: 'key-name', Values: [meshResourceName(query.mesh)] }],
        IncludePublicKey: true,
      }),
    ),
    observeLogGroup(clients, query.logGroup),
  ]);
  const named = vpcs
    .map(toVpc)
    .filter(({ id, name }) => query.vpcs.includes(id) || (name !== undefined && query.vpcs.includes(name)));
  const ids = new Set([
    ...named.map(({ id }) => id),
    ...[...taggedGroups, ...interfaces].flatMap(({ VpcId }) => VpcId ?? []),
  ]);
  const within = { Filters: [{ Name: 'vpc-id', Values: [...ids] }] };
  const inside = async <P, T>(
    from: () => AsyncIterable<P>,
    pick: (page: P) => readonly T[] | undefined,
  ): Promise<readonly T[]> => (ids.size === 0 ? [] : pages(from(), pick));
  const [subnets, tables, acls, groups] = await Promise.all([
    inside(
      () => paginateDescribeSubnets({ client }, within),
      (page) => page.Subnets,
    ),
    inside(
      () => paginateDescribeRouteTables({ client }, within),
      (page) => page.RouteTables,
    ),
    inside(
      () => paginateDescribeNetworkAcls({ client }, within),
      (page) => page.NetworkAcls,
    ),
    inside(
      () => paginateDescribeSecurityGroups({ client }, within),
      (page) => page.SecurityGroups,
    ),
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
    keyPairs: (keys.KeyPairs ?? []).map(toKeyPair),
    ...(logGroup === undefined ? {} : { logGroup }),
  };
}

async function observeLogGroup({ logs }: RegionClients, name: string): Promise<ObservedLogGroup | undefined> {
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 50 }));
  const found = logGroups?.find(({ logGroupName }) => logGroupName === name);
  if (found === undefined) return undefined;
  const resourceArn = found.logGroupArn ?? found.arn?.replace(/:\*$/, '');
  const tags = await logs.send(new ListTagsForResourceCommand({ resourceArn })).then(
    (answer) => answer.tags ?? {},
    (error: unknown) => {
      // Not allowed to ask: then it counts as somebody else's, and is left as it is.
      if (failureOf(codeOf(error)) === 'denied') return undefined;
      throw error;
    },
  );
  return { name, tags, ...(found.retentionInDays === undefined ? {} : { retentionDays: found.retentionInDays }) };
}

/** The mesh's own groups. */
export async function ownGroups({ ec2: client }: RegionClients, mesh: string): Promise<readonly ObservedGroup[]> {
  const groups = await pages(
    paginateDescribeSecurityGroups({ client }, { Filters: [taggedWith(mesh)] }),
    (page) => page.SecurityGroups,
  );
  return groups.map(toGroup);
}
