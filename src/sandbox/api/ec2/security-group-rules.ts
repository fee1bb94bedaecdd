/** Rules of security groups: authorize, revoke, describe; each has an id and tags of its own. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { SecurityGroup, SecurityGroupRule } from '#sandbox/api/store/network-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { describe } from './describe.ts';
import { need, notFound } from './kinds.ts';
import { describePermission, permissionsOf, samePermission } from './permissions.ts';
import { tagSet, tagsOnCreate } from './tags.ts';

const render = (rule: SecurityGroupRule, call: QueryCall): XmlObject => ({
  securityGroupRuleId: rule.id,
  securityGroupRuleArn: `arn:aws:ec2:${call.regionName}:${call.world.accountId}:security-group-rule/${rule.id}`,
  groupId: rule.groupId,
  groupOwnerId: call.world.accountId,
  isEgress: rule.egress,
  ipProtocol: rule.protocol,
  fromPort: rule.from,
  toPort: rule.to,
  cidrIpv4: rule.source.kind === 'cidr' ? rule.source.cidr : undefined,
  referencedGroupInfo:
    rule.source.kind === 'group' ? { groupId: rule.source.groupId, userId: call.world.accountId } : undefined,
  description: rule.description,
  tagSet: tagSet(rule.tags),
});

const ofGroup = (call: QueryCall, group: SecurityGroup, egress: boolean): readonly SecurityGroupRule[] =>
  call.region.rules.all().filter((rule) => rule.groupId === group.id && rule.egress === egress);

function authorize(call: QueryCall, egress: boolean): XmlObject {
  const { region, params, now, world } = call;
  const group = need(region, 'groups', params.need('GroupId'), now);
  const asked = permissionsOf(call);
  if (asked.length === 0)
    throw new ApiError('MissingParameter', 'The request must contain the parameter ipPermissions');
  const present = ofGroup(call, group, egress);
  const twice = asked.find((one, index) => asked.findIndex((other) => samePermission(one, other)) !== index);
  if (twice !== undefined) {
    throw new ApiError('InvalidParameterValue', 'The same permission must not appear multiple times');
  }
  const duplicate = asked.find((one) => present.some((rule) => samePermission(one, rule)));
  if (duplicate !== undefined) {
    throw new ApiError(
      'InvalidPermission.Duplicate',
      `the specified rule "${describePermission(duplicate)}" already exists`,
    );
  }
  if (present.length + asked.length > world.settings.quotas.rulesPerGroup) {
    throw new ApiError(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
  }
  const tags = tagsOnCreate(params, 'rules');
  const made = asked.map((one) =>
    region.rules.put({ ...one, id: newId('sgr'), tags, visibleAt: now, groupId: group.id, egress }),
  );
  return { return: true, securityGroupRuleSet: made.map((rule) => render(rule, call)) };
}

function named(call: QueryCall, group: SecurityGroup, egress: boolean): readonly SecurityGroupRule[] {
  const present = ofGroup(call, group, egress);
  const ids = call.params.texts('SecurityGroupRuleId');
  if (ids.length > 0) {
    const missing = ids.filter((id) => !present.some((rule) => rule.id === id));
    if (missing.length > 0) throw notFound('rules', missing);
    return present.filter((rule) => ids.includes(rule.id));
  }
  return permissionsOf(call).map((one) => {
    const rule = present.find((candidate) => samePermission(candidate, one));
    if (rule !== undefined) return rule;
    throw new ApiError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  });
}

function revoke(call: QueryCall, egress: boolean): XmlObject {
  const group = need(call.region, 'groups', call.params.need('GroupId'), call.now);
  const gone = named(call, group, egress);
  for (const rule of gone) call.region.rules.delete(rule.id);
  return {
    return: true,
    revokedSecurityGroupRuleSet: gone.map((rule) => ({
      securityGroupRuleId: rule.id,
      groupId: rule.groupId,
      isEgress: rule.egress,
      ipProtocol: rule.protocol,
      fromPort: rule.from,
      toPort: rule.to,
      cidrIpv4: rule.source.kind === 'cidr' ? rule.source.cidr : undefined,
      referencedGroupId: rule.source.kind === 'group' ? rule.source.groupId : undefined,
      description: rule.description,
    })),
  };
}

/** Replaces the description of rules; everything else about them stays. */
function redescribe(call: QueryCall, egress: boolean): XmlObject {
  const group = need(call.region, 'groups', call.params.need('GroupId'), call.now);
  const byId = new Map(
    call.params
      .groups('SecurityGroupRuleDescription')
      .map((one) => [one.need('SecurityGroupRuleId'), one.text('Description')]),
  );
  const updates = permissionsOf(call);
  for (const rule of ofGroup(call, group, egress)) {
    const update = updates.find((one) => samePermission(one, rule));
    if (update === undefined && !byId.has(rule.id)) continue;
    const text = update?.description ?? byId.get(rule.id);
    const { description: _, ...rest } = rule;
    call.region.rules.put(text === undefined ? rest : { ...rest, description: text });
  }
  return { return: true };
}

export const securityGroupRuleActions: Actions<QueryAction> = {
  AuthorizeSecurityGroupIngress: changes((call) => authorize(call, false)),
  AuthorizeSecurityGroupEgress: changes((call) => authorize(call, true)),
  RevokeSecurityGroupIngress: changes((call) => revoke(call, false)),
  RevokeSecurityGroupEgress: changes((call) => revoke(call, true)),
  UpdateSecurityGroupRuleDescriptionsIngress: changes((call) => redescribe(call, false)),
  UpdateSecurityGroupRuleDescriptionsEgress: changes((call) => redescribe(call, true)),
  DescribeSecurityGroupRules: reads(
    describe({
      kind: 'rules',
      set: 'securityGroupRuleSet',
      ids: 'SecurityGroupRuleId',
      filters: { 'group-id': (rule) => [rule.groupId], 'security-group-rule-id': (rule) => [rule.id] },
      render,
    }),
  ),
};
