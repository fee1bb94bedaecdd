/** The lists that the plan and the audit have in common: what is named or tagged first, then what is in those VPCs. */
import { ListTagsForResourceCommand, type LogGroup, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import {
  type Address,
  DescribeAddressesCommand,
  DescribeKeyPairsCommand,
  type EC2Client,
  type Filter,
  type Instance,
  type KeyPairInfo,
  type NetworkAcl,
  type NetworkInterface,
  paginateDescribeInstances,
  paginateDescribeNetworkAcls,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeTags,
  paginateDescribeVolumes,
  paginateDescribeVpcs,
  type RouteTable,
  type SecurityGroup,
  type SecurityGroupRule,
  type Subnet,
  type Tag,
  type Volume,
  type Vpc,
} from '@aws-sdk/client-ec2';
import { meshResourceName, tagKeys } from '#mesh/names.ts';
import type { ObservedLogGroup } from '#mesh/observed/observation.ts';
import type { RegionClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';
import { need } from './translate.ts';

type All<T> = Promise<readonly T[]>;

/** Collects every page of one list. @throws Error for a page without it: AWS says that a list is empty, and is never silent */
export async function pages<P, T>(from: AsyncIterable<P>, pick: (page: P) => readonly T[] | undefined): All<T> {
  const all: T[] = [];
  for await (const page of from) all.push(...need(pick(page), 'its list'));
  return all;
}

export const taggedWith = (mesh: string): Filter => ({ Name: `tag:${tagKeys.mesh}`, Values: [mesh] });

/**
 * What carries the mesh's tag or name, and every VPC.
 * @throws CloudError for one that was asked for by the tag and is told without it: it would be nobody's
 */
export function taggedLists(client: EC2Client, mesh: string) {
  const ours = { Filters: [taggedWith(mesh)] };
  const carrying = async <T>(list: All<T>, tagsOf: (one: T) => readonly Tag[] | undefined): All<T> => {
    const all = await list;
    for (const one of all)
      need(
        tagsOf(one)?.find(({ Key, Value }) => Key === tagKeys.mesh && Value === mesh),
        `the tag ${tagKeys.mesh} of what carries it`,
      );
    return all;
  };
  return {
    vpcs: (): All<Vpc> => pages(paginateDescribeVpcs({ client }, {}), (page) => page.Vpcs),
    groups: (): All<SecurityGroup> =>
      carrying(
        pages(paginateDescribeSecurityGroups({ client }, ours), (page) => page.SecurityGroups),
        ({ Tags }) => Tags,
      ),
    rules: (): All<SecurityGroupRule> =>
      carrying(
        pages(paginateDescribeSecurityGroupRules({ client }, ours), (page) => page.SecurityGroupRules),
        ({ Tags }) => Tags,
      ),
    interfaces: (): All<NetworkInterface> =>
      carrying(
        pages(paginateDescribeNetworkInterfaces({ client }, ours), (page) => page.NetworkInterfaces),
        ({ TagSet }) => TagSet,
      ),
    addresses: (): All<Address> =>
      carrying(
        client.send(new DescribeAddressesCommand(ours)).then(({ Addresses }) => need(Addresses, 'its list')),
        ({ Tags }) => Tags,
      ),
    instances: (): All<Instance> =>
      carrying(
        pages(paginateDescribeInstances({ client }, ours), (page) =>
          page.Reservations?.flatMap(({ Instances }) => need(Instances, 'the instances of a reservation')),
        ),
        ({ Tags }) => Tags,
      ),
    volumes: (): All<Volume> =>
      carrying(
        pages(paginateDescribeVolumes({ client }, ours), (page) => page.Volumes),
        ({ Tags }) => Tags,
      ),
    // By its name, so that one of somebody else's is seen too.
    keyPairs: async (): All<KeyPairInfo> => {
      const Filters = [{ Name: 'key-name', Values: [meshResourceName(mesh)] }];
      return need(
        (await client.send(new DescribeKeyPairsCommand({ Filters, IncludePublicKey: true }))).KeyPairs,
        'its list',
      );
    },
  };
}

/** Whether anything at all carries the mesh's tag; taken for granted where that may not be asked. */
export async function isAnythingTagged(client: EC2Client, mesh: string): Promise<boolean> {
  const Filters = [
    { Name: 'key', Values: [tagKeys.mesh] },
    { Name: 'value', Values: [mesh] },
  ];
  try {
    for await (const { Tags } of paginateDescribeTags({ client }, { Filters })) {
      if (need(Tags, 'its list').length > 0) return true;
    }
    return false;
  } catch (error) {
    if (failureOf(codeOf(error)) !== 'denied') throw error;
    return true;
  }
}

/** What is in these VPCs. */
export function listsInside(client: EC2Client, vpcIds: readonly string[]) {
  const within = { Filters: [{ Name: 'vpc-id', Values: [...vpcIds] }] };
  const inside = async <P, T>(from: () => AsyncIterable<P>, pick: (page: P) => readonly T[] | undefined): All<T> =>
    vpcIds.length === 0 ? [] : pages(from(), pick);
  return {
    subnets: (): All<Subnet> =>
      inside(
        () => paginateDescribeSubnets({ client }, within),
        (page) => page.Subnets,
      ),
    routeTables: (): All<RouteTable> =>
      inside(
        () => paginateDescribeRouteTables({ client }, within),
        (page) => page.RouteTables,
      ),
    networkAcls: (): All<NetworkAcl> =>
      inside(
        () => paginateDescribeNetworkAcls({ client }, within),
        (page) => page.NetworkAcls,
      ),
    groups: (): All<SecurityGroup> =>
      inside(
        () => paginateDescribeSecurityGroups({ client }, within),
        (page) => page.SecurityGroups,
      ),
  };
}

export async function observeLogGroup(clients: RegionClients, name: string): Promise<ObservedLogGroup | undefined> {
  const { logs } = clients;
  const found = await findLogGroup(clients, name);
  if (found === undefined) return undefined;
  const tags = await logs.send(new ListTagsForResourceCommand({ resourceArn: arnOf(found) })).then(
    (answer) => answer.tags ?? {},
    (error: unknown) => {
      // Not allowed to ask: then it counts as somebody else's, and is left as it is.
      if (failureOf(codeOf(error)) === 'denied') return undefined;
      throw error;
    },
  );
  return { ...asObserved(found, name), tags };
}

/** The form that calls on tags take: without the `:*` of its streams. */
export const arnOf = ({ logGroupArn, arn }: LogGroup): string | undefined => logGroupArn ?? arn?.replace(/:\*$/, '');

/** As it is but for its tags, which cost another question. */
export async function describeLogGroup(clients: RegionClients, name: string): Promise<ObservedLogGroup | undefined> {
  const found = await findLogGroup(clients, name);
  return found === undefined ? undefined : asObserved(found, name);
}

/** More than a page of others may begin with the same name. */
export async function findLogGroup(
  { logs: client }: Pick<RegionClients, 'logs'>,
  name: string,
): Promise<LogGroup | undefined> {
  const asked = { logGroupNamePrefix: name, limit: 50 };
  const all = await pages(paginateDescribeLogGroups({ client }, asked), (page) => page.logGroups);
  return all.find(({ logGroupName }) => need(logGroupName, 'the name of a log group') === name);
}

function asObserved({ retentionInDays, creationTime }: LogGroup, name: string): ObservedLogGroup {
  return {
    name,
    tags: undefined,
    ...(retentionInDays === undefined ? {} : { retentionDays: retentionInDays }),
    ...(creationTime === undefined ? {} : { createdAt: new Date(creationTime).toISOString() }),
  };
}
