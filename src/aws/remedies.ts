/** What only a fix asks of AWS, and its undo. */
import { DeleteRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeRouteTablesCommand,
  DisassociateAddressCommand,
  type IpPermission,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifyNetworkInterfaceAttributeCommand,
  paginateDescribeSecurityGroupRules,
  paginateDescribeTags,
  ReplaceRouteCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import type { RouteTarget } from '#mesh/remedy/fix-record.ts';
import type { RemedyCloud } from '#ports/remedy-cloud.ts';
import type { RegionClients } from './clients.ts';
import { untilGone } from './eventual-consistency.ts';
import { codeOf } from './failure.ts';
import { findLogGroup, pages } from './lists.ts';
import { fromMetadataOptions, toMetadataOptions } from './metadata-options.ts';
import { need, toTags } from './translate.ts';

export function remedyCalls({ ec2, logs }: RegionClients): RemedyCloud {
  const rulesOf = (groupId: string): Promise<readonly SecurityGroupRule[]> => {
    const Filters = [{ Name: 'group-id', Values: [groupId] }];
    return pages(paginateDescribeSecurityGroupRules({ client: ec2 }, { Filters }), (page) => page.SecurityGroupRules);
  };
  const routeTarget: RemedyCloud['routeTarget'] = async (tableId, destination) => {
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [tableId] }));
    const route = RouteTables[0]?.Routes?.find((one) => one.DestinationCidrBlock === destination);
    const type = targets.find((each) => route?.[each] !== undefined);
    const id = type === undefined ? undefined : route?.[type];
    return type === undefined || id === undefined ? undefined : { type, id };
  };
  return {
    withdrawRules: async (GroupId, rules) => {
      const there = (await rulesOf(GroupId)).filter(({ IsEgress }) => IsEgress !== true);
      const going = there.filter((one) => rules.some((rule) => isSame(one, rule)));
      for (const { SecurityGroupRuleId } of going) {
        const id = need(SecurityGroupRuleId, 'a rule id');
        await untilGone({
          remove: () => ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [id] })),
          isListed: async () => (await rulesOf(GroupId)).some((one) => one.SecurityGroupRuleId === id),
        });
      }
      return rules.filter((rule) => going.some((one) => isSame(one, rule)));
    },
    restoreRules: async (GroupId, rules) => {
      for (const rule of rules) {
        try {
          await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [toPermission(rule)] }));
        } catch (error) {
          if (codeOf(error) !== 'InvalidPermission.Duplicate') throw error;
        }
      }
    },
    enableSourceDestCheck: async (NetworkInterfaceId) => {
      const asked = { NetworkInterfaceId, SourceDestCheck: { Value: true } };
      await ec2.send(new ModifyNetworkInterfaceAttributeCommand(asked));
    },
    routeTarget,
    routeTo: async (RouteTableId, DestinationCidrBlock, { type, id }) => {
      const asked = { RouteTableId, DestinationCidrBlock, [type]: id };
      const there = await routeTarget(RouteTableId, DestinationCidrBlock);
      await (there === undefined ? ec2.send(new CreateRouteCommand(asked)) : ec2.send(new ReplaceRouteCommand(asked)));
    },
    metadataSettings: async (id) => {
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      return fromMetadataOptions(Reservations[0]?.Instances?.[0]?.MetadataOptions);
    },
    setMetadata: async (InstanceId, settings) => {
      await ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, ...toMetadataOptions(settings) }));
    },
    setProtection: async (InstanceId, Value) => {
      await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value } }));
    },
    tagsOf: async (id) => {
      const Filters = [{ Name: 'resource-id', Values: [id] }];
      return toTags(await pages(paginateDescribeTags({ client: ec2 }, { Filters }), (page) => page.Tags));
    },
    retention: async (name) => (await findLogGroup({ logs }, name))?.retentionInDays,
    keepForEver: async (logGroupName) => {
      await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
    },
    disassociateAddress: async (id, interfaceIds) => {
      const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [id] }));
      const { AssociationId, NetworkInterfaceId = 'an instance' } = Addresses[0] ?? {};
      if (AssociationId === undefined) return undefined;
      if (!interfaceIds.includes(NetworkInterfaceId)) return NetworkInterfaceId;
      await ec2.send(new DisassociateAddressCommand({ AssociationId }));
      return undefined;
    },
  };
}

const targets: readonly RouteTarget['type'][] = [
  'NetworkInterfaceId',
  'GatewayId',
  'NatGatewayId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
];

/** Of the group's own account of a rule and the permission that was audited: protocol, ports and source all the same. */
function isSame(one: SecurityGroupRule, rule: ExposedRule): boolean {
  const source = one.CidrIpv4 ?? one.CidrIpv6 ?? one.PrefixListId ?? one.ReferencedGroupInfo?.GroupId;
  const port = (value: number | undefined): number => value ?? -1;
  return (
    one.IpProtocol === rule.protocol &&
    port(one.FromPort) === port(rule.from) &&
    port(one.ToPort) === port(rule.to) &&
    source === rule.source
  );
}

function toPermission({ protocol, from, to, source, description }: ExposedRule): IpPermission {
  const told = description === '' ? {} : { Description: description };
  const ports = from === undefined || to === undefined ? {} : { FromPort: from, ToPort: to };
  const permission = { IpProtocol: protocol, ...ports };
  if (source.startsWith('sg-')) return { ...permission, UserIdGroupPairs: [{ GroupId: source, ...told }] };
  if (source.startsWith('pl-')) return { ...permission, PrefixListIds: [{ PrefixListId: source, ...told }] };
  if (source.includes(':')) return { ...permission, Ipv6Ranges: [{ CidrIpv6: source, ...told }] };
  return { ...permission, IpRanges: [{ CidrIp: source, ...told }] };
}
