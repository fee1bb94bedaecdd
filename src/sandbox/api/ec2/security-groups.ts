/** Security groups. Their rules are rows of their own: see security-group-rules.ts. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { SecurityGroup, SecurityGroupRule } from '#sandbox/api/store/network-model.ts';
import { ApiError, invalidValue } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { describe, type Filters } from './describe.ts';
import { dependencyViolation, need } from './kinds.ts';
import { allTraffic, renderPermissions } from './permissions.ts';
import { tagSet, tagsOnCreate } from './tags.ts';

const arn = (call: QueryCall, id: string): string =>
  `arn:aws:ec2:${call.regionName}:${call.world.accountId}:security-group/${id}`;

const rulesOf = (call: QueryCall, group: SecurityGroup, egress: boolean): readonly SecurityGroupRule[] =>
  call.region.rules.all().filter((rule) => rule.groupId === group.id && rule.egress === egress);

const render = (group: SecurityGroup, call: QueryCall): XmlObject => ({
  groupId: group.id,
  groupName: group.name,
  groupDescription: group.description,
  ownerId: call.world.accountId,
  vpcId: group.vpcId,
  securityGroupArn: arn(call, group.id),
  ipPermissions: renderPermissions(rulesOf(call, group, false), call.world.accountId),
  ipPermissionsEgress: renderPermissions(rulesOf(call, group, true), call.world.accountId),
  tagSet: tagSet(group.tags),
});

function create(call: QueryCall): SecurityGroup {
  const { region, params, now, world } = call;
  const name = params.need('GroupName');
  const description = params.need('GroupDescription');
  // EC2 API Reference, CreateSecurityGroup: name and description in a VPC.
  const allowed = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/;
  if (!allowed.test(name) || name.startsWith('sg-')) {
    throw invalidValue(`Value (${name}) for parameter GroupName is invalid. Invalid security group name.`);
  }
  if (!allowed.test(description)) {
    throw invalidValue(
      `Value (${description}) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.`,
    );
  }
  const vpc = need(region, 'vpcs', params.need('VpcId'), now);
  if (region.groups.all().some((one) => one.vpcId === vpc.id && one.name === name)) {
    throw new ApiError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc.id}'`);
  }
  if (region.groups.all().length >= world.settings.quotas.groups) {
    throw new ApiError('SecurityGroupLimitExceeded', 'The maximum number of security groups has been reached.');
  }
  const visibleAt = now + world.settings.consistencyMs;
  const group = region.groups.put({
    id: newId('sg'),
    tags: tagsOnCreate(params, 'groups'),
    visibleAt,
    vpcId: vpc.id,
    name,
    description,
  });
  region.rules.put({
    id: newId('sgr'),
    tags: {},
    visibleAt,
    groupId: group.id,
    egress: true,
    ...allTraffic,
    source: { kind: 'cidr', cidr: '0.0.0.0/0' },
  });
  return group;
}

function remove({ region, params, now }: QueryCall): string {
  const group = need(region, 'groups', params.need('GroupId'), now);
  if (group.name === 'default') {
    throw new ApiError(
      'CannotDelete',
      `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
    );
  }
  const used = region.interfaces.all().some((one) => one.groupIds.includes(group.id));
  const referenced = region.rules
    .all()
    .some((rule) => rule.groupId !== group.id && rule.source.kind === 'group' && rule.source.groupId === group.id);
  if (used || referenced) throw dependencyViolation(`resource ${group.id} has a dependent object`);
  for (const rule of region.rules.all()) if (rule.groupId === group.id) region.rules.delete(rule.id);
  region.groups.delete(group.id);
  return group.id;
}

function filters(call: QueryCall): Filters<SecurityGroup> {
  const permission =
    (egress: boolean, read: (rule: SecurityGroupRule) => string | undefined) => (group: SecurityGroup) =>
      rulesOf(call, group, egress).map(read);
  const cidr = ({ source }: SecurityGroupRule) => (source.kind === 'cidr' ? source.cidr : undefined);
  const peer = ({ source }: SecurityGroupRule) => (source.kind === 'group' ? source.groupId : undefined);
  return {
    'group-id': (group) => [group.id],
    'group-name': (group) => [group.name],
    'vpc-id': (group) => [group.vpcId],
    description: (group) => [group.description],
    'owner-id': () => [call.world.accountId],
    'ip-permission.cidr': permission(false, cidr),
    'ip-permission.group-id': permission(false, peer),
    'ip-permission.protocol': permission(false, (rule) => rule.protocol),
    'ip-permission.from-port': permission(false, (rule) => String(rule.from)),
    'ip-permission.to-port': permission(false, (rule) => String(rule.to)),
    'egress.ip-permission.cidr': permission(true, cidr),
    'egress.ip-permission.group-id': permission(true, peer),
  };
}

export const securityGroupActions: Actions<QueryAction> = {
  CreateSecurityGroup: changes((call) => {
    const group = create(call);
    return { return: true, groupId: group.id, securityGroupArn: arn(call, group.id), tagSet: tagSet(group.tags) };
  }),
  DeleteSecurityGroup: changes((call) => ({ return: true, groupId: remove(call) })),
  DescribeSecurityGroups: reads((call) =>
    describe({ kind: 'groups', set: 'securityGroupInfo', ids: 'GroupId', filters: filters(call), render })(call),
  ),
};
