/**
 * Reading one region for the audit: the plan's lists and what tells of the concentrators' settings, each call a fact.
 * Two waves; at most 13 Describe calls of EC2 and as many pages as it takes, and one for each instance.
 */
import {
  DescribeAddressesCommand,
  DescribeInstanceAttributeCommand,
  type Instance,
  paginateDescribeInstanceStatus,
  paginateDescribeVolumes,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { derived, type Fact, unknown } from '#mesh/fact.ts';
import { tagKeys } from '#mesh/names.ts';
import type {
  ExposedRule,
  InstanceHealth,
  InstanceSettings,
  ObservedVolume,
  RegionFacts,
} from '#mesh/observed/region-facts.ts';
import type { ObserveQuery } from '#ports/cloud.ts';
import { cloudFact as ask } from '#ports/cloud-fact.ts';
import type { RegionClients } from './clients.ts';
import { describeLogGroup, listsInside, pages, taggedLists } from './lists.ts';
import { fromMetadataOptions } from './metadata-options.ts';
import { withExclusions } from './public-access.ts';
import { quotaFacts } from './quotas.ts';
import { streamEnds, streamNames } from './streams.ts';
import * as to from './translate.ts';
import { toRouteTable } from './translate-routes.ts';

export async function inspectRegion(clients: RegionClients, query: ObserveQuery): Promise<RegionFacts> {
  const { ec2: client, region } = clients;
  const tagged = taggedLists(client, query.mesh);
  const [vpcs, ourGroups, rules, interfaces, addresses, instances, keyPairs, logGroup, names, quotas] =
    await Promise.all([
      ask(async () => to.usableVpcs(await tagged.vpcs()).usable),
      ask(async () => (await tagged.groups()).map(to.toGroup)),
      ask(async () => (await tagged.rules()).flatMap((rule) => to.toRule(rule) ?? [])),
      ask(async () => (await tagged.interfaces()).map(to.toInterface)),
      ask(async () =>
        to.need((await client.send(new DescribeAddressesCommand({}))).Addresses, 'its list').map(to.toAddress),
      ),
      ask(tagged.instances),
      ask(async () => (await tagged.keyPairs()).map(to.toKeyPair)),
      ask(async () => (await describeLogGroup(clients, query.logGroup)) ?? null),
      ask(() => streamNames(clients, query.logGroup)),
      quotaFacts(clients),
    ]);
  const members = (vpcs.ok ? vpcs.value : []).filter(
    ({ id, name = id }) => query.vpcs.includes(id) || query.vpcs.includes(name),
  );
  const vpcIds = new Set([
    ...members.map(({ id }) => id),
    ...(ourGroups.ok ? ourGroups.value : []).map(({ vpcId }) => vpcId),
    ...(interfaces.ok ? interfaces.value : []).map(({ vpcId }) => vpcId),
  ]);
  const ids = (instances.ok ? instances.value : [])
    .filter(({ State }) => State?.Name !== 'terminated')
    .flatMap(({ InstanceId }) => InstanceId ?? []);
  // A group of somebody else on one of our interfaces lets in as much as our own.
  const attached = new Set((interfaces.ok ? interfaces.value : []).flatMap(({ groupIds }) => groupIds));
  const inside = listsInside(client, [...vpcIds]);
  /** What is in VPCs that nobody could tell of is not nothing. */
  const within = <T>(list: () => Promise<T>): Promise<Fact<T>> =>
    vpcs.ok || vpcIds.size > 0 ? ask(list) : Promise.resolve(vpcs);
  const [subnets, routeTables, networkAcls, groups, volumes, health, protection, streams] = await Promise.all([
    within(async () => withExclusions(client, to.usableSubnets(await inside.subnets()).usable)),
    within(async () => (await inside.routeTables()).map(toRouteTable)),
    within(async () => (await inside.networkAcls()).map(to.toAcl)),
    within(inside.groups),
    instances.ok ? ask(() => volumesOf(clients, ids)) : instances,
    instances.ok ? ask(() => healthOf(clients, ids)) : instances,
    Promise.all(ids.map(async (id) => [id, await ask(() => protectionOf(clients, id))] as const)),
    streamEnds(clients, query.logGroup, names),
  ]);
  return {
    region,
    vpcs,
    subnets,
    routeTables,
    networkAcls,
    groups: read(groups, (all) => all.map(to.toGroup)),
    rules,
    interfaces,
    addresses,
    instances: read(instances, (all) => all.map(to.toInstance)),
    keyPairs,
    logGroup,
    exposed: read(groups, (all) =>
      all.filter((one) => isOurs(one, query.mesh) || attached.has(one.GroupId ?? '')).flatMap(exposedBy),
    ),
    settings: read(instances, (all) => all.map(settingsOf)),
    health,
    volumes,
    protection: Object.fromEntries(protection),
    streams,
    quotas,
  };
}

/** A translation that may find that AWS's answer lacks something. */
function read<A, B>(fact: Fact<A>, work: (value: A) => B): Fact<B> {
  try {
    return derived(fact, work);
  } catch (error) {
    return unknown('parse', error instanceof Error ? error.message : String(error));
  }
}

function isOurs(group: SecurityGroup, mesh: string): boolean {
  return to.toTags(group.Tags)[tagKeys.mesh] === mesh;
}

function exposedBy({ GroupId, IpPermissions }: SecurityGroup): readonly ExposedRule[] {
  const groupId = to.need(GroupId, 'a security group id');
  return to
    .need(IpPermissions, `the rules of ${groupId}`)
    .flatMap(
      ({ IpProtocol, FromPort, ToPort, IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] }) => {
        const sources = [
          ...IpRanges.map(({ CidrIp, Description }) => [CidrIp, Description] as const),
          ...Ipv6Ranges.map(({ CidrIpv6, Description }) => [CidrIpv6, Description] as const),
          ...PrefixListIds.map(({ PrefixListId, Description }) => [PrefixListId, Description] as const),
          ...UserIdGroupPairs.map(({ GroupId: id, Description }) => [id, Description] as const),
        ];
        if (sources.length === 0) throw new Error(`AWS's answer lacks the sources of a rule of ${groupId}`);
        return sources.map(
          ([source, description = '']): ExposedRule => ({
            groupId,
            protocol: to.need(IpProtocol, "a rule's protocol"),
            ...(FromPort === undefined ? {} : { from: FromPort }),
            ...(ToPort === undefined ? {} : { to: ToPort }),
            source: to.need(source, "a rule's source"),
            description,
          }),
        );
      },
    );
}

function settingsOf({ InstanceId, MetadataOptions, IamInstanceProfile }: Instance): InstanceSettings {
  const profile = IamInstanceProfile?.Arn;
  return {
    id: to.need(InstanceId, 'an instance id'),
    ...fromMetadataOptions(MetadataOptions),
    ...(profile === undefined ? {} : { profile }),
  };
}

async function volumesOf({ ec2: client }: RegionClients, ids: readonly string[]): Promise<readonly ObservedVolume[]> {
  if (ids.length === 0) return [];
  const Filters = [{ Name: 'attachment.instance-id', Values: [...ids] }];
  const volumes = await pages(paginateDescribeVolumes({ client }, { Filters }), (page) => page.Volumes);
  return volumes.map(({ VolumeId, Attachments, Encrypted }) => ({
    id: to.need(VolumeId, 'a volume id'),
    instanceId: to.need(Attachments?.[0]?.InstanceId, "a volume's instance"),
    encrypted: Encrypted === true,
  }));
}

async function healthOf({ ec2: client }: RegionClients, ids: readonly string[]): Promise<readonly InstanceHealth[]> {
  if (ids.length === 0) return [];
  const asked = { InstanceIds: [...ids], IncludeAllInstances: true };
  const all = await pages(paginateDescribeInstanceStatus({ client }, asked), (page) => page.InstanceStatuses);
  return all.map(({ InstanceId, SystemStatus, InstanceStatus }) => ({
    id: to.need(InstanceId, 'an instance id'),
    system: to.need(SystemStatus?.Status, 'the system status'),
    instance: to.need(InstanceStatus?.Status, 'the instance status'),
  }));
}

async function protectionOf({ ec2 }: RegionClients, id: string): Promise<boolean> {
  const asked = { InstanceId: id, Attribute: 'disableApiTermination' as const };
  const { DisableApiTermination } = await ec2.send(new DescribeInstanceAttributeCommand(asked));
  return to.need(DisableApiTermination?.Value, 'termination protection');
}
