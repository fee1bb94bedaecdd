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
      `source/dest check was switched on again on the interface of ${name} (${interfaceId})`,
    lesson:
      'the tunnels are up, but the VPC drops what the concentrator forwards; look at SourceDestCheck of the interface',
    unless: 'it is switched on everywhere',
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
    what: ({ name }) => `the routes to the other members were taken out of the tables of ${name}'s VPC`,
    lesson:
      'the tunnels are up, machines cannot reach the other side; `vpnmesh plan` shows the missing routes, apply adds them',
    unless: 'no route leads to a concentrator',
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
    what: ({ name }) => `the rules for its peers' UDP 500 and 4500 were taken out of the security group of ${name}`,
    lesson: 'IKE times out from the peer; `vpnmesh plan` shows the missing rules, apply adds them',
    unless: 'no rule lets IKE in',
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
    what: ({ name }) => `the rules that let the mesh in were taken out of the other groups of ${name}'s VPC`,
    lesson:
      'the tunnels are up, machines of that VPC do not answer; `vpnmesh plan` shows the missing rules, apply adds them',
    unless: 'no group besides those of the mesh lets the mesh in (securityGroups.services in the spec)',
    damage: (victim, { rules }) =>
      revoked(
        victim,
        rules.filter(({ groupId, tags }) => !victim.groupIds.includes(groupId) && tags['vpnmesh:mesh'] !== undefined),
      ),
  },
  {
    name: 'address-off',
    what: ({ name, address }) => `the Elastic IP ${address?.ip} was taken off the interface of ${name}`,
    lesson: 'nothing reaches the host, SSH neither; `vpnmesh plan` shows the missing association, apply makes it',
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
    lesson: 'nothing answers; `vpnmesh plan` shows that the instance is to be started, apply starts it',
    damage: (victim) => ({
      acts: [call(victim, 'StopInstances', { 'InstanceId.1': victim.instanceId })],
      repair: [call(victim, 'StartInstances', { 'InstanceId.1': victim.instanceId })],
    }),
  },
];
