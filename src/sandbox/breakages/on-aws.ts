/** Breakages made through the API, as somebody with access to the account makes them. */
import type { Act, Breakage, Fields, Victim, View } from './breakage.ts';

const call = ({ region }: Victim, action: string, fields: Fields): Act => ({ kind: 'api', region, action, fields });

type Rule = View['rules'][number];

function permission({ protocol, from, to, cidr, groupId, tags }: Rule): Fields {
  return {
    GroupId: groupId,
    'IpPermissions.1.IpProtocol': protocol,
    ...(protocol === '-1' ? {} : { 'IpPermissions.1.FromPort': String(from), 'IpPermissions.1.ToPort': String(to) }),
    'IpPermissions.1.IpRanges.1.CidrIp': cidr,
    'TagSpecification.1.ResourceType': 'security-group-rule',
    ...Object.fromEntries(
      Object.entries(tags).flatMap(([key, value], index) => [
        [`TagSpecification.1.Tag.${index + 1}.Key`, key],
        [`TagSpecification.1.Tag.${index + 1}.Value`, value],
      ]),
    ),
  };
}

/** Takes rules away, and puts them back as they were. */
function revoked(
  victim: Victim,
  rules: readonly Rule[],
): { readonly acts: readonly Act[]; readonly repair: readonly Act[] } | undefined {
  if (rules.length === 0) return undefined;
  return {
    acts: rules.map(({ id, groupId }) =>
      call(victim, 'RevokeSecurityGroupIngress', { GroupId: groupId, 'SecurityGroupRuleId.1': id }),
    ),
    repair: rules.map((rule) => call(victim, 'AuthorizeSecurityGroupIngress', permission(rule))),
  };
}

export const awsBreakages: readonly Breakage[] = [
  {
    name: 'source-dest-check',
    what: ({ name, interfaceId }) =>
      `the source/destination check of ${name}'s interface (${interfaceId}) was turned on`,
    lesson:
      'the tunnels are up, but the VPC drops what the concentrator forwards; check SourceDestCheck of the interface',
    unless: 'it is on everywhere',
    damage: (victim, { sourceDestCheck }) => {
      if (sourceDestCheck) return undefined;
      const check = (value: string): Act =>
        call(victim, 'ModifyNetworkInterfaceAttribute', {
          NetworkInterfaceId: victim.interfaceId,
          'SourceDestCheck.Value': value,
        });
      return { acts: [check('true')], repair: [check('false')] };
    },
  },
  {
    name: 'routes-gone',
    what: ({ name }) => `the routes to the other members were deleted from the route tables of ${name}'s VPC`,
    lesson:
      'the tunnels are up, machines cannot reach the other side; `vpnmesh plan` shows the missing routes, apply adds them',
    unless: 'no route points to a concentrator',
    damage: (victim, { routes }) =>
      routes.length === 0
        ? undefined
        : {
            acts: routes.map(({ tableId, destination }) =>
              call(victim, 'DeleteRoute', { RouteTableId: tableId, DestinationCidrBlock: destination }),
            ),
            repair: routes.map(({ tableId, destination }) =>
              call(victim, 'CreateRoute', {
                RouteTableId: tableId,
                DestinationCidrBlock: destination,
                NetworkInterfaceId: victim.interfaceId,
              }),
            ),
          },
  },
  {
    name: 'ike-closed',
    what: ({ name }) => `the rules for UDP 500 and 4500 from its peers were revoked in the security group of ${name}`,
    lesson: 'IKE times out from the peer; `vpnmesh plan` shows the missing rules, apply adds them',
    unless: 'no rule allows IKE',
    damage: (victim, { rules }) => {
      const ike = rules.filter(
        ({ groupId, protocol, from }) =>
          victim.groupIds.includes(groupId) && protocol === 'udp' && (from === 500 || from === 4500),
      );
      const damage = revoked(victim, ike);
      // Flows that the group has let through live on without their rule: charon dies and they are forgotten.
      const kill: Act = { kind: 'host', instanceId: victim.instanceId, script: 'pkill -9 -f charon-systemd', args: [] };
      const forget: Act = { kind: 'forget-flows', interfaceId: victim.interfaceId };
      return damage === undefined ? undefined : { ...damage, acts: [...damage.acts, kill, forget] };
    },
  },
  {
    name: 'services-closed',
    what: ({ name }) => `the rules that allow the mesh were revoked in the other security groups of ${name}'s VPC`,
    lesson:
      'the tunnels are up, machines of that VPC do not answer; `vpnmesh plan` shows the missing rules, apply adds them',
    unless: 'no other group allows the mesh (securityGroups.services in the spec)',
    damage: (victim, { rules }) =>
      revoked(
        victim,
        rules.filter(({ groupId, tags }) => !victim.groupIds.includes(groupId) && tags['vpnmesh:mesh'] !== undefined),
      ),
  },
  {
    name: 'address-off',
    what: ({ name, address }) => `the Elastic IP ${address?.ip} was disassociated from the interface of ${name}`,
    lesson: 'nothing reaches the host, not even SSH; `vpnmesh plan` shows the missing association, apply restores it',
    unless: 'no concentrator has its Elastic IP',
    damage: (victim) => {
      const { address, interfaceId } = victim;
      if (address === undefined) return undefined;
      return {
        acts: [call(victim, 'DisassociateAddress', { PublicIp: address.ip })],
        repair: [
          call(victim, 'AssociateAddress', { AllocationId: address.allocationId, NetworkInterfaceId: interfaceId }),
        ],
      };
    },
  },
  {
    name: 'instance-stopped',
    what: ({ name, instanceId }) => `the instance of ${name} (${instanceId}) was stopped`,
    lesson: 'nothing answers; `vpnmesh plan` shows the stopped instance, apply starts it',
    damage: (victim) => ({
      acts: [call(victim, 'StopInstances', { 'InstanceId.1': victim.instanceId })],
      repair: [call(victim, 'StartInstances', { 'InstanceId.1': victim.instanceId })],
    }),
  },
];
