/** Rules of a concentrator's group that are added, or go and are put back as they were. */
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { type AuditBreakage, at } from './breakage.ts';

export const rule = (name: string, fails: string, permission: IpPermission): AuditBreakage => {
  const asked = (GroupId: string) => ({ GroupId, IpPermissions: [permission] });
  return at(
    name,
    fails,
    (mesh, end) => mesh.ec2(end.name).send(new AuthorizeSecurityGroupIngressCommand(asked(end.groupId))),
    (mesh, end) => mesh.ec2(end.name).send(new RevokeSecurityGroupIngressCommand(asked(end.groupId))),
  );
};

/** Rules that go and are put back as they were. */
export const withoutRules = (
  name: string,
  fails: readonly string[],
  test: (one: { readonly IpProtocol?: string | undefined }) => boolean,
): AuditBreakage => {
  let gone: IpPermission[] = [];
  return at(
    name,
    fails,
    async (mesh, { name: region, groupId: GroupId }) => {
      const Filters = [{ Name: 'group-id', Values: [GroupId] }];
      const { SecurityGroupRules = [] } = await mesh
        .ec2(region)
        .send(new DescribeSecurityGroupRulesCommand({ Filters }));
      const going = SecurityGroupRules.filter((one) => one.IsEgress !== true && test(one));
      gone = going.map(({ IpProtocol, FromPort, ToPort, CidrIpv4 }) => ({
        IpProtocol,
        FromPort,
        ToPort,
        IpRanges: [{ CidrIp: CidrIpv4 }],
      }));
      const SecurityGroupRuleIds = going.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);
      await mesh.ec2(region).send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds }));
    },
    (mesh, { name: region, groupId: GroupId }) =>
      mesh.ec2(region).send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: gone })),
  );
};
