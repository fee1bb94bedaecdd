/** Subnets. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { Subnet } from '#sandbox/api/store/network-model.ts';
import { ApiError, invalidValue } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { inside, isIpv4, normalCidr, overlap, parseCidr, usable } from './cidrs.ts';
import { describe } from './describe.ts';
import { dependencyViolation, need } from './kinds.ts';
import { publicAccess } from './public-access.ts';
import { mustOwn, ownerOf } from './shared.ts';
import { tagSet, tagsOnCreate } from './tags.ts';
import { cidrsOf } from './vpc-cidrs.ts';
import { zoneId, zonesFor } from './zones.ts';

const free = (subnet: Subnet, call: QueryCall): number =>
  isIpv4(subnet.cidr)
    ? usable(subnet.cidr).count - call.region.interfaces.all().filter((one) => one.subnetId === subnet.id).length
    : 0;

const render = (subnet: Subnet, call: QueryCall): XmlObject => ({
  subnetId: subnet.id,
  subnetArn: `arn:aws:ec2:${call.regionName}:${call.world.accountId}:subnet/${subnet.id}`,
  state: 'available',
  vpcId: subnet.vpcId,
  ownerId: ownerOf(call, subnet.vpcId),
  blockPublicAccessStates: publicAccess(call, subnet.vpcId, subnet.id),
  ...(isIpv4(subnet.cidr)
    ? { cidrBlock: subnet.cidr, ipv6Native: false }
    : {
        ipv6Native: true,
        ipv6CidrBlockAssociationSet: [
          {
            associationId: subnet.id.replace('subnet', 'subnet-cidr-assoc'),
            ipv6CidrBlock: subnet.cidr,
            ipv6CidrBlockState: { state: 'associated' },
          },
        ],
      }),
  availableIpAddressCount: free(subnet, call),
  availabilityZone: subnet.zone,
  availabilityZoneId: zoneId(subnet.zone),
  defaultForAz: subnet.defaultForAz === true,
  mapPublicIpOnLaunch: subnet.mapPublicIp,
  assignIpv6AddressOnCreation: false,
  tagSet: tagSet(subnet.tags),
});

const ipv4Of = ({ cidr }: Subnet): readonly string[] => (isIpv4(cidr) ? [cidr] : []);

function create(call: QueryCall): Subnet {
  const { region, params, now, world } = call;
  const vpc = need(region, 'vpcs', params.need('VpcId'), now);
  mustOwn(call, vpc.id);
  const cidr = normalCidr(params.need('CidrBlock'));
  const block = parseCidr(cidr);
  if (!cidrsOf(vpc).some((one) => inside(block, parseCidr(one))) || block.size < 16) {
    throw new ApiError('InvalidSubnet.Range', `The CIDR '${cidr}' is invalid.`);
  }
  const taken = region.subnets
    .all()
    .find((one) => one.vpcId === vpc.id && isIpv4(one.cidr) && overlap(parseCidr(one.cidr), block));
  if (taken !== undefined) {
    throw new ApiError('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
  }
  const zones = zonesFor(call).map(({ name }) => name);
  const zone =
    params.text('AvailabilityZone') ??
    zones.find((one) => zoneId(one) === params.text('AvailabilityZoneId')) ??
    zones[0];
  if (zone === undefined || !zones.includes(zone)) {
    throw invalidValue(
      `Value (${zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.join(', ')}.`,
    );
  }
  const subnet = region.subnets.put({
    id: newId('subnet'),
    tags: tagsOnCreate(params, 'subnets'),
    visibleAt: now + world.settings.consistencyMs,
    vpcId: vpc.id,
    cidr,
    zone,
    mapPublicIp: false,
  });
  const acl = region.acls.all().find((one) => one.vpcId === vpc.id && one.isDefault);
  if (acl !== undefined) {
    region.acls.put({ ...acl, associations: [...acl.associations, { id: newId('aclassoc'), subnetId: subnet.id }] });
  }
  return subnet;
}

function remove({ region, params, now }: QueryCall): void {
  const { id } = need(region, 'subnets', params.need('SubnetId'), now);
  if (region.interfaces.all().some((one) => one.subnetId === id)) {
    throw dependencyViolation(`The subnet '${id}' has dependencies and cannot be deleted.`);
  }
  for (const table of [region.routeTables, region.acls]) {
    for (const row of table.all()) {
      if (!row.associations.some((one) => one.subnetId === id)) continue;
      const associations = row.associations.filter((one) => one.subnetId !== id);
      if ('routes' in row) region.routeTables.put({ ...row, associations });
      else region.acls.put({ ...row, associations: row.associations.filter((one) => one.subnetId !== id) });
    }
  }
  region.subnets.delete(id);
}

export const subnetActions: Actions<QueryAction> = {
  CreateSubnet: changes((call) => ({ subnet: render(create(call), call) })),
  DeleteSubnet: changes((call) => {
    remove(call);
    return { return: true };
  }),
  DescribeSubnets: reads(
    describe({
      kind: 'subnets',
      set: 'subnetSet',
      ids: 'SubnetId',
      filters: {
        'subnet-id': (subnet) => [subnet.id],
        'vpc-id': (subnet) => [subnet.vpcId],
        'availability-zone': (subnet) => [subnet.zone],
        availabilityZone: (subnet) => [subnet.zone],
        'availability-zone-id': (subnet) => [zoneId(subnet.zone)],
        cidr: ipv4Of,
        'cidr-block': ipv4Of,
        cidrBlock: ipv4Of,
        state: () => ['available'],
        'map-public-ip-on-launch': (subnet) => [String(subnet.mapPublicIp)],
        'default-for-az': (subnet) => [String(subnet.defaultForAz === true)],
      },
      render,
    }),
  ),
  ModifySubnetAttribute: changes(({ region, params, now }) => {
    const subnet = need(region, 'subnets', params.need('SubnetId'), now);
    region.subnets.put({ ...subnet, mapPublicIp: params.flag('MapPublicIpOnLaunch.Value') ?? subnet.mapPublicIp });
    return { return: true };
  }),
};
