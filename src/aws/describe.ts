/**
 * Reading one region in two waves of Describe calls: which VPCs there are and whether the mesh has anything here, then what
 * is in those VPCs and what the mesh has. A mesh that is not there yet is asked about once, not kind by kind.
 * Which zones offer the instance types is asked beside the last wave, and not at all where every instance is there. Volumes
 * are listed beside the second wave, only for a plan that compares their tags.
 */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ObservedGroup, RegionObservation } from '#mesh/observed/observation.ts';
import type { ObserveQuery } from '#ports/cloud.ts';
import type { RegionClients } from './clients.ts';
import { isAnythingTagged, listsInside, observeLogGroup, taggedLists } from './lists.ts';
import { withExclusions } from './public-access.ts';
import {
  toAcl,
  toAddress,
  toGroup,
  toInstance,
  toInterface,
  toKeyPair,
  toRule,
  usableSubnets,
  usableVpcs,
} from './translate.ts';
import { toRouteTable } from './translate-routes.ts';
import { observeVolumes } from './volumes.ts';
import { observeZones } from './zones.ts';

export async function observeRegion(clients: RegionClients, query: ObserveQuery): Promise<RegionObservation> {
  const { ec2: client, region } = clients;
  const tagged = taggedLists(client, query.mesh);
  const [vpcs, isThere, keyPairs, logGroup] = await Promise.all([
    tagged.vpcs(),
    isAnythingTagged(client, query.mesh),
    tagged.keyPairs(),
    observeLogGroup(clients, query.logGroup),
  ]);
  const seenVpcs = usableVpcs(vpcs);
  const named = seenVpcs.usable
    .filter(({ id, name }) => query.vpcs.includes(id) || (name !== undefined && query.vpcs.includes(name)))
    .map(({ id }) => id);
  const ours = <T>(list: () => Promise<readonly T[]>): Promise<readonly T[]> =>
    isThere ? list() : Promise.resolve([]);
  const zones = () => (named.length === 0 ? {} : observeZones(client, query.instanceTypes ?? []));
  const [inside, zonesOfNew, taggedGroups, rules, interfaces, addresses, instances, volumes] = await Promise.all([
    everythingIn(client, named),
    isThere ? {} : zones(),
    ours(tagged.groups),
    ours(tagged.rules),
    ours(tagged.interfaces),
    ours(tagged.addresses),
    ours(tagged.instances),
    isThere && query.volumes === true ? observeVolumes(client, query.mesh) : {},
  ]);
  // A member that left the spec: its VPC is only known from its left-over resources.
  const elsewhere = new Set([...taggedGroups, ...interfaces].flatMap(({ VpcId }) => VpcId ?? []));
  const launched = (vpc: string): boolean =>
    interfaces.some(({ VpcId, Attachment }) => VpcId === vpc && Attachment?.InstanceId !== undefined);
  const [left, zonesOfRest] = await Promise.all([
    everythingIn(
      client,
      [...elsewhere].filter((id) => !named.includes(id)),
    ),
    isThere && !named.every(launched) ? zones() : {},
  ]);
  const subnets = usableSubnets([...inside.subnets, ...left.subnets]);
  const unusable = [...seenVpcs.unusable, ...subnets.unusable];
  const unread = [zonesOfNew, zonesOfRest, volumes].flatMap(
    (one: Pick<RegionObservation, 'unread'>) => one.unread ?? [],
  );
  // AWS lists have no stable order, and the same resources must give the same plan.
  return {
    region,
    vpcs: byId(seenVpcs.usable),
    subnets: byId(await withExclusions(client, subnets.usable)),
    ...(unusable.length === 0 ? {} : { unusable: byId(unusable) }),
    routeTables: byId([...inside.tables, ...left.tables].map(toRouteTable)),
    networkAcls: byId([...inside.acls, ...left.acls].map(toAcl)),
    groups: byId([...inside.groups, ...left.groups].map(toGroup)),
    rules: byId(rules.flatMap((rule) => toRule(rule) ?? [])),
    interfaces: byId(interfaces.map(toInterface)),
    addresses: addresses.map(toAddress).toSorted((a, b) => (a.allocationId < b.allocationId ? -1 : 1)),
    instances: byId(instances.map(toInstance)),
    keyPairs: byId(keyPairs.map(toKeyPair)),
    ...(logGroup === undefined ? {} : { logGroup }),
    ...zonesOfNew,
    ...zonesOfRest,
    ...volumes,
    ...(unread.length === 0 ? {} : { unread }),
  };
}

const byId = <T extends { readonly id: string }>(all: readonly T[]): readonly T[] =>
  all.toSorted((a, b) => (a.id < b.id ? -1 : 1));

async function everythingIn(client: EC2Client, vpcIds: readonly string[]) {
  const inside = listsInside(client, vpcIds);
  const [subnets, tables, acls, groups] = await Promise.all([
    inside.subnets(),
    inside.routeTables(),
    inside.networkAcls(),
    inside.groups(),
  ]);
  return { subnets, tables, acls, groups };
}

/** The mesh's own groups. */
export async function ownGroups({ ec2 }: RegionClients, mesh: string): Promise<readonly ObservedGroup[]> {
  return (await taggedLists(ec2, mesh).groups()).map(toGroup);
}
