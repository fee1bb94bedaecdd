/** Security groups and their rules. */
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  type IpPermission,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import type { NewRule, RegionCloud } from '#ports/cloud.ts';
import type { RegionClients } from './clients.ts';
import { insist, settling, untilFree, untilGone, untilVisible, waitFor } from './eventual-consistency.ts';
import { codeOf, failureOf } from './failure.ts';
import { pages } from './lists.ts';
import { tagged } from './tagging.ts';
import { need, toRule, toTags } from './translate.ts';

type Groups = Pick<
  RegionCloud,
  'createGroup' | 'findGroup' | 'groupRules' | 'addRules' | 'revokeRules' | 'deleteGroup'
>;

export function groupCalls({ ec2 }: RegionClients): Groups {
  const findGroup: Groups['findGroup'] = async ({ name, vpcId }) => {
    const Filters = [
      { Name: 'vpc-id', Values: [vpcId] },
      { Name: 'group-name', Values: [name] },
    ];
    const find = async () => {
      const [group] = await pages(
        paginateDescribeSecurityGroups({ client: ec2 }, { Filters }),
        (page) => page.SecurityGroups,
      );
      return group === undefined
        ? undefined
        : { id: need(group.GroupId, 'a security group id'), tags: toTags(group.Tags) };
    };
    return waitFor(find, `security group ${name} in ${vpcId} to be found`, settling);
  };
  const addRules: Groups['addRules'] = async (groupId, rules, tags) => {
    if (rules.length === 0) return;
    const request = {
      GroupId: groupId,
      IpPermissions: rules.map(toPermission),
      TagSpecifications: tagged('security-group-rule', tags),
    };
    try {
      await insist(() => ec2.send(new AuthorizeSecurityGroupIngressCommand(request)), untilVisible, settling);
    } catch (error) {
      if (codeOf(error) !== 'InvalidPermission.Duplicate') throw error;
      // One duplicate fails the whole call: then add one by one, and count duplicates as done.
      if (rules.length > 1) for (const rule of rules) await addRules(groupId, [rule], tags);
    }
  };
  const groupRules: Groups['groupRules'] = async (groupId) => {
    const list = async () => {
      const rules = [];
      for await (const page of paginateDescribeSecurityGroupRules(
        { client: ec2 },
        { Filters: [{ Name: 'group-id', Values: [groupId] }] },
      )) {
        rules.push(...(page.SecurityGroupRules ?? []));
      }
      return rules.flatMap((rule) => toRule(rule) ?? []);
    };
    return insist(list, untilVisible, settling);
  };
  const isNotFound = (code: string): boolean => failureOf(code) === 'not-found';
  const revokeRules: Groups['revokeRules'] = async (groupId, ruleIds) => {
    if (ruleIds.length === 0) return;
    const revoke = async (): Promise<void> => {
      try {
        await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: groupId, SecurityGroupRuleIds: [...ruleIds] }));
      } catch (error) {
        if (!isNotFound(codeOf(error)) || ruleIds.length > 1) throw error;
        // A missing rule counts as revoked, unless it may be new: AWS may not find it yet, and it would stay open.
        if ((await groupRules(groupId)).some(({ id }) => ruleIds.includes(id))) throw error;
      }
    };
    if (ruleIds.length === 1) return insist(revoke, isNotFound, settling);
    // One missing rule fails the whole call: then revoke one by one.
    await revoke().catch(async (error: unknown) => {
      if (!isNotFound(codeOf(error))) throw error;
      for (const id of ruleIds) await revokeRules(groupId, [id]);
    });
  };
  return {
    findGroup,
    createGroup: async ({ name, vpcId, description, tags }) => {
      const create = () =>
        ec2.send(
          new CreateSecurityGroupCommand({
            GroupName: name,
            VpcId: vpcId,
            Description: description,
            TagSpecifications: tagged('security-group', tags),
          }),
        );
      const made = await insist(create, untilVisible, settling);
      return need(made.GroupId, 'the new security group id');
    },
    groupRules,
    addRules,
    revokeRules,
    deleteGroup: async (groupId) => {
      const remove = () =>
        insist(() => ec2.send(new DeleteSecurityGroupCommand({ GroupId: groupId })), untilFree, { timeoutMs: 120_000 });
      const isListed = async (): Promise<boolean> => {
        const Filters = [{ Name: 'group-id', Values: [groupId] }];
        const there = paginateDescribeSecurityGroups({ client: ec2 }, { Filters });
        return (await pages(there, (page) => page.SecurityGroups)).length > 0;
      };
      await untilGone({ remove, isListed });
    },
  };
}

function toPermission({ rule, description }: NewRule): IpPermission {
  return {
    IpProtocol: rule.protocol === 'all' ? '-1' : rule.protocol,
    ...(rule.protocol === 'all' ? {} : { FromPort: rule.from, ToPort: rule.to }),
    IpRanges: [{ CidrIp: rule.cidr, Description: description }],
  };
}
