/** Security groups and their rules. */
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { given, meshFilter, newPlace, newVpc, tags } from '../place.ts';
import { outcome, type Scenario } from '../scenario.ts';

const udp = (port: number): IpPermission => ({
  IpProtocol: 'udp',
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp: '198.51.100.7/32', Description: 'peer' }],
});
const everything: IpPermission = {
  IpProtocol: '-1',
  FromPort: -1,
  ToPort: -1,
  IpRanges: [{ CidrIp: '10.0.0.0/8' }],
};

export const groupLife: Scenario = {
  name: 'a security group',
  run: async ({ ec2 }, see) => {
    const VpcId = await newVpc(ec2);
    const create = {
      VpcId,
      GroupName: 'mesh',
      Description: 'a group',
      TagSpecifications: tags('security-group', 'grp'),
    };
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand(create));
    see('a second of the name', await outcome(ec2.send(new CreateSecurityGroupCommand(create))));
    const Filters = [
      { Name: 'vpc-id', Values: [VpcId] },
      { Name: 'group-name', Values: ['mesh'] },
    ];
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    see(
      'found by name',
      SecurityGroups.map((one) => [one.GroupName, one.Description, one.VpcId, one.Tags, one.IpPermissions]),
    );
    const tagged = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: meshFilter('grp') }));
    see(
      'found by tag',
      tagged.SecurityGroups?.map((one) => one.GroupName),
    );
    see(
      'lets everything out',
      SecurityGroups[0]?.IpPermissionsEgress?.map((one) => [one.IpProtocol, one.IpRanges]),
    );
    see('deleted', await outcome(ec2.send(new DeleteSecurityGroupCommand({ GroupId }))));
    see('deleted again', await outcome(ec2.send(new DeleteSecurityGroupCommand({ GroupId }))));
    const gone = new DescribeSecurityGroupsCommand({ GroupIds: [given(GroupId)] });
    see('asked for when gone', await outcome(ec2.send(gone)));
  },
};

export const groupRules: Scenario = {
  name: "a security group's rules",
  run: async ({ ec2 }, see) => {
    const { groupId: GroupId } = await newPlace(ec2);
    const authorize = (IpPermissions: IpPermission[]) =>
      ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId,
          IpPermissions,
          TagSpecifications: tags('security-group-rule', 'rules'),
        }),
      );
    const made = await authorize([udp(500), udp(4500), everything]);
    see(
      'answer',
      made.SecurityGroupRules?.map((one) => [one.IpProtocol, one.FromPort, one.ToPort, one.CidrIpv4]),
    );
    see('one of two is a duplicate', await outcome(authorize([udp(500), udp(600)])));
    const rules = async () => {
      const Filters = [{ Name: 'group-id', Values: [GroupId] }];
      const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
      return SecurityGroupRules.filter(({ IsEgress }) => !IsEgress).toSorted(
        (a, b) => (a.FromPort ?? 0) - (b.FromPort ?? 0),
      );
    };
    const found = await rules();
    see(
      'rules',
      found.map((one) => [one.IpProtocol, one.FromPort, one.ToPort, one.CidrIpv4, one.Description, one.Tags]),
    );
    const tagged = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: meshFilter('rules') }));
    see('found by tag', tagged.SecurityGroupRules?.length);
    const ruleId = given(found.find(({ FromPort }) => FromPort === 500)?.SecurityGroupRuleId);
    const revoke = new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [ruleId] });
    see('revoked by id', await outcome(ec2.send(revoke)));
    see(
      'left',
      (await rules()).map(({ FromPort }) => FromPort),
    );
    see('revoked again', await outcome(ec2.send(revoke)));
    const one = { GroupId, IpPermissions: [udp(9)] };
    see('revoked by content, which is not there', await outcome(ec2.send(new RevokeSecurityGroupIngressCommand(one))));
  },
};

export const groupInUse: Scenario = {
  name: 'a security group in use',
  run: async ({ ec2 }, see) => {
    const { groupId: GroupId, subnetId: SubnetId } = await newPlace(ec2);
    const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId, Groups: [GroupId] }));
    see('deleted', await outcome(ec2.send(new DeleteSecurityGroupCommand({ GroupId }))));
    const { NetworkInterfaceId } = given(NetworkInterface);
    await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
    const ingress = new AuthorizeSecurityGroupIngressCommand({ GroupId: 'sg-00000000', IpPermissions: [udp(500)] });
    see('rules of one that is not there', await outcome(ec2.send(ingress)));
  },
};
