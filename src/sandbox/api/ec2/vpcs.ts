/** VPCs. Each is born with a main route table, a default network ACL and a default security group. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { Vpc } from '#sandbox/api/store/network-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { defaultEntries } from './acls.ts';
import { normalCidr } from './cidrs.ts';
import { describe } from './describe.ts';
import { dependencyViolation, need } from './kinds.ts';
import { allTraffic } from './permissions.ts';
import { publicAccess } from './public-access.ts';
import { isMainOne } from './route-tables.ts';
import { ownerOf } from './shared.ts';
import { tagSet, tagsOnCreate } from './tags.ts';
import { cidrsOf, localRoutes, renderAssociations } from './vpc-cidrs.ts';

const render = (vpc: Vpc, call: QueryCall): XmlObject => ({
  vpcId: vpc.id,
  ownerId: ownerOf(call, vpc.id),
  state: 'available',
  cidrBlock: vpc.cidr,
  cidrBlockAssociationSet: renderAssociations(vpc),
  dhcpOptionsId: 'dopt-00000000000000001',
  instanceTenancy: 'default',
  isDefault: vpc.isDefault === true,
  blockPublicAccessStates: publicAccess(call, vpc.id),
  ipv6CidrBlockAssociationSet:
    vpc.ipv6 === undefined
      ? undefined
      : [
          {
            associationId: vpc.ipv6.id,
            ipv6CidrBlock: vpc.ipv6.cidr,
            ipv6CidrBlockState: { state: 'associated' },
            ipv6Pool: 'Amazon',
            networkBorderGroup: call.regionName,
          },
        ],
  tagSet: tagSet(vpc.tags),
});

function create(call: QueryCall): Vpc {
  const { region, params, now, world } = call;
  const cidr = normalCidr(params.need('CidrBlock'));
  const bits = Number(cidr.split('/')[1]);
  if (bits < 16 || bits > 28) throw new ApiError('InvalidVpc.Range', `The CIDR '${cidr}' is invalid.`);
  if (region.vpcs.all().length >= world.settings.quotas.vpcs) {
    throw new ApiError('VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
  }
  const visibleAt = now + world.settings.consistencyMs;
  const base = { tags: {}, visibleAt };
  const vpc = region.vpcs.put({
    id: newId('vpc'),
    tags: tagsOnCreate(params, 'vpcs'),
    visibleAt,
    cidr,
    cidrAssociationId: newId('vpc-cidr-assoc'),
    enableDnsSupport: true,
    enableDnsHostnames: false,
  });
  const vpcId = vpc.id;
  region.routeTables.put({
    ...base,
    id: newId('rtb'),
    vpcId,
    routes: localRoutes(vpc),
    associations: [{ id: newId('rtbassoc') }],
  });
  region.acls.put({ ...base, id: newId('acl'), vpcId, isDefault: true, entries: defaultEntries, associations: [] });
  const group = region.groups.put({
    ...base,
    id: newId('sg'),
    vpcId,
    name: 'default',
    description: 'default VPC security group',
  });
  const rule = { ...base, groupId: group.id, ...allTraffic };
  region.rules.put({ ...rule, id: newId('sgr'), egress: false, source: { kind: 'group', groupId: group.id } });
  region.rules.put({ ...rule, id: newId('sgr'), egress: true, source: { kind: 'cidr', cidr: '0.0.0.0/0' } });
  return vpc;
}

function remove(call: QueryCall): void {
  const { region, params, now } = call;
  const { id } = need(region, 'vpcs', params.need('VpcId'), now);
  const inUse =
    region.subnets.all().some((one) => one.vpcId === id) ||
    region.gateways.all().some((one) => one.vpcId === id) ||
    region.interfaces.all().some((one) => one.vpcId === id) ||
    region.groups.all().some((one) => one.vpcId === id && one.name !== 'default') ||
    region.acls.all().some((one) => one.vpcId === id && !one.isDefault) ||
    region.routeTables.all().some((one) => one.vpcId === id && !one.associations.some(isMainOne));
  if (inUse) throw dependencyViolation(`The vpc '${id}' has dependencies and cannot be deleted.`);
  for (const table of [region.routeTables, region.acls]) {
    for (const row of table.all()) if (row.vpcId === id) table.delete(row.id);
  }
  for (const group of region.groups.all().filter((one) => one.vpcId === id)) {
    for (const rule of region.rules.all()) if (rule.groupId === group.id) region.rules.delete(rule.id);
    region.groups.delete(group.id);
  }
  region.vpcs.delete(id);
}

export const vpcActions: Actions<QueryAction> = {
  CreateVpc: changes((call) => ({ vpc: render(create(call), call) })),
  DeleteVpc: changes((call) => {
    remove(call);
    return { return: true };
  }),
  DescribeVpcs: reads(
    describe({
      kind: 'vpcs',
      set: 'vpcSet',
      ids: 'VpcId',
      filters: {
        'vpc-id': (vpc) => [vpc.id],
        cidr: (vpc) => [vpc.cidr],
        'cidr-block-association.cidr-block': cidrsOf,
        state: () => ['available'],
        'is-default': (vpc) => [String(vpc.isDefault === true)],
        isDefault: (vpc) => [String(vpc.isDefault === true)],
      },
      render,
    }),
  ),
  ModifyVpcAttribute: changes(({ region, params, now }) => {
    const vpc = need(region, 'vpcs', params.need('VpcId'), now);
    region.vpcs.put({
      ...vpc,
      enableDnsSupport: params.flag('EnableDnsSupport.Value') ?? vpc.enableDnsSupport,
      enableDnsHostnames: params.flag('EnableDnsHostnames.Value') ?? vpc.enableDnsHostnames,
    });
    return { return: true };
  }),
  DescribeVpcAttribute: reads(({ region, params, now }) => {
    const vpc = need(region, 'vpcs', params.need('VpcId'), now);
    return params.need('Attribute') === 'enableDnsSupport'
      ? { vpcId: vpc.id, enableDnsSupport: { value: vpc.enableDnsSupport } }
      : { vpcId: vpc.id, enableDnsHostnames: { value: vpc.enableDnsHostnames } };
  }),
};
