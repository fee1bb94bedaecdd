/**
 * What people and clouds do to a mesh, what status and verify must then say, and what repairs it. One table for hosts
 * of every kind: where simulated hosts answer otherwise than real ones, the simulation is wrong.
 */
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  ModifyInstanceAttributeCommand,
  ModifyNetworkInterfaceAttributeCommand,
  RevokeSecurityGroupIngressCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { type End, type MeshUnderTest, onHost, type TunnelSeen } from './mesh-under-test.ts';

/** What is to be seen, sooner or later; what is absent is not looked at. */
export interface Expectation {
  readonly up?: boolean;
  readonly ike?: Partial<TunnelSeen['ike']>;
  readonly child?: Partial<TunnelSeen['child']>;
  readonly verified?: boolean;
  readonly across?: boolean;
  /** Something else that must hold. */
  readonly also?: (mesh: MeshUnderTest) => Promise<boolean>;
}

export interface Breakage {
  readonly name: string;
  readonly break: (mesh: MeshUnderTest) => Promise<void>;
  readonly seen: Expectation;
  /** Absent: the mesh repairs itself. */
  readonly repair?: (mesh: MeshUnderTest) => Promise<void>;
}

type Side = 'initiator' | 'responder';

const at = async (mesh: MeshUnderTest, side: Side): Promise<readonly [End, End]> => {
  const ends = await mesh.ends();
  return [ends[side], ends[side === 'initiator' ? 'responder' : 'initiator']];
};

/** Runs a script on one side; `$1` is its own name, `$2` its peer's. */
const on = (side: Side, script: string) => async (mesh: MeshUnderTest) => {
  const [end, peer] = await at(mesh, side);
  await onHost(mesh, end, script, end.name, peer.name);
};

const config = '/etc/swanctl/conf.d/vpnmesh.conf';
const reload = 'swanctl --load-creds --clear >/dev/null 2>&1; swanctl --load-conns >/dev/null 2>&1';
const end = 'swanctl --terminate --ike "$2" --timeout 5 >/dev/null 2>&1 || :';

/** Changes the connections' file by sed and ends the tunnel, so that what was loaded must be negotiated again. */
const changed = (side: Side, expression: string): Pick<Breakage, 'break' | 'repair'> => ({
  break: on(side, `cp -p ${config} /root/conf.before; sed -i '${expression}' ${config}; ${reload}; ${end}`),
  repair: on(side, `cp -p /root/conf.before ${config}; ${reload}`),
});

const wrongKey = (side: Side): Pick<Breakage, 'break' | 'repair'> => ({
  break: on(
    side,
    `cd /etc/swanctl/pubkey && cp -p "$2.pub" /root/right.pub && cp "$1.pub" "$2.pub" && { ${reload}; ${end}; }`,
  ),
  repair: on(side, `mv /root/right.pub "/etc/swanctl/pubkey/$2.pub" && { ${reload}; }`),
});

const sourceDestCheck = (value: boolean) => async (mesh: MeshUnderTest) => {
  const { initiator } = await mesh.ends();
  await mesh.ec2(initiator.name).send(
    new ModifyNetworkInterfaceAttributeCommand({
      NetworkInterfaceId: initiator.interfaceId,
      SourceDestCheck: { Value: value },
    }),
  );
};

const farNetwork = (responder: End): string => responder.privateIp.replace(/^(\d+\.\d+)\..*/, '$1.0.0/16');

/** Tables of the initiator's VPC that lead, or led, to the far network: kept in a tag's stead by the table's own ids. */
const removedRoutes = new WeakMap<MeshUnderTest, readonly string[]>();

const removeRoutes = async (mesh: MeshUnderTest): Promise<void> => {
  const { initiator, responder } = await mesh.ends();
  const ec2 = mesh.ec2(initiator.name);
  const DestinationCidrBlock = farNetwork(responder);
  const { RouteTables = [] } = await ec2.send(
    new DescribeRouteTablesCommand({
      Filters: [{ Name: 'route.destination-cidr-block', Values: [DestinationCidrBlock] }],
    }),
  );
  const tables = RouteTables.map(({ RouteTableId = '' }) => RouteTableId);
  await Promise.all(
    tables.map((RouteTableId) => ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }))),
  );
  removedRoutes.set(mesh, tables);
};

const returnRoutes = async (mesh: MeshUnderTest): Promise<void> => {
  const { initiator, responder } = await mesh.ends();
  const DestinationCidrBlock = farNetwork(responder);
  for (const RouteTableId of removedRoutes.get(mesh) ?? []) {
    const NetworkInterfaceId = initiator.interfaceId;
    await mesh
      .ec2(initiator.name)
      .send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, NetworkInterfaceId }));
  }
};

const udp = (initiator: End, port: number) => ({
  IpProtocol: 'udp',
  FromPort: port,
  ToPort: port,
  CidrIp: `${initiator.address}/32`,
});

const revokeTunnelPort = (port: number) => async (mesh: MeshUnderTest) => {
  const { initiator, responder } = await mesh.ends();
  const ec2 = mesh.ec2(responder.name);
  const Filters = [{ Name: 'group-id', Values: [responder.groupId] }];
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  const SecurityGroupRuleIds = SecurityGroupRules.filter(
    ({ FromPort, IpProtocol }) => FromPort === port && IpProtocol === 'udp',
  ).map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId);
  await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: responder.groupId, SecurityGroupRuleIds }));
  // A rule that is gone leaves tracked flows alive, and a word from the responder would open one: its charon dies silently.
  await mesh.exec(responder.instanceId, 'pkill', '-9', '-f', 'charon-systemd');
  for (const one of [responder, initiator]) await mesh.flushFlows(one.interfaceId);
};

const authorizeTunnelPort = (port: number) => async (mesh: MeshUnderTest) => {
  const { initiator, responder } = await mesh.ends();
  await mesh.ec2(responder.name).send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: responder.groupId,
      ...udp(initiator, port),
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'vpnmesh:mesh', Value: 'corp' }] }],
    }),
  );
};

const terminateResponder = async (mesh: MeshUnderTest): Promise<void> => {
  const { responder } = await mesh.ends();
  const ec2 = mesh.ec2(responder.name);
  await ec2.send(
    new ModifyInstanceAttributeCommand({ InstanceId: responder.instanceId, DisableApiTermination: { Value: false } }),
  );
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [responder.instanceId] }));
};

const apply = (mesh: MeshUnderTest): Promise<void> => mesh.apply();
const tableIsBack = async (mesh: MeshUnderTest): Promise<boolean> => {
  const { initiator } = await mesh.ends();
  return (await mesh.exec(initiator.instanceId, 'nft', 'list', 'table', 'inet', 'vpnmesh')).code === 0;
};

export const breakages: readonly Breakage[] = [
  {
    name: 'strongSwan stopped at the responder',
    break: on('responder', 'systemctl stop strongswan'),
    seen: { ike: { a: 'connecting', b: 'absent' }, child: { b: 'absent' }, verified: false, across: false },
    repair: on('responder', 'systemctl start strongswan'),
  },
  {
    name: 'strongSwan stopped at the initiator',
    break: on('initiator', 'systemctl stop strongswan'),
    seen: { ike: { a: 'absent', b: 'absent' }, verified: false, across: false },
    repair: on('initiator', 'systemctl start strongswan'),
  },
  {
    name: 'charon killed at the initiator',
    break: on('initiator', "pkill -9 -f '[c]haron-systemd'"),
    seen: { up: true, verified: true, across: true },
  },
  {
    name: 'charon killed at the responder',
    break: on('responder', "pkill -9 -f '[c]haron-systemd'"),
    seen: { across: false },
  },
  {
    name: 'UDP 4500 closed at the responder',
    break: revokeTunnelPort(4500),
    seen: { up: false, child: { a: 'absent', b: 'absent' }, verified: false, across: false },
    repair: authorizeTunnelPort(4500),
  },
  {
    name: 'UDP 500 closed at the responder',
    break: revokeTunnelPort(500),
    seen: { ike: { a: 'connecting', b: 'absent' }, verified: false, across: false },
    repair: authorizeTunnelPort(500),
  },
  {
    name: 'source/dest check on at the initiator',
    break: sourceDestCheck(true),
    seen: { up: true, verified: true, across: false },
    repair: sourceDestCheck(false),
  },
  {
    name: 'routes gone in the VPC of the initiator',
    break: removeRoutes,
    seen: { up: true, verified: true, across: false },
    repair: returnRoutes,
  },
  {
    name: 'another key for the peer at the initiator',
    ...wrongKey('initiator'),
    seen: { up: false, verified: false, across: false },
  },
  {
    name: 'another key for the peer at the responder',
    ...wrongKey('responder'),
    seen: { up: false, verified: false, across: false },
  },
  {
    name: 'IKE proposals that do not match',
    ...changed('responder', 's/^\\( *proposals = \\).*/\\1aes128-sha256-modp3072/'),
    seen: { ike: { b: 'absent' }, child: { a: 'absent', b: 'absent' }, verified: false, across: false },
  },
  {
    name: 'selectors that do not match',
    ...changed('responder', 's/^\\( *remote_ts = \\).*/\\110.99.0.0\\/16/'),
    seen: {
      ike: { a: 'established', b: 'established' },
      child: { a: 'absent', b: 'absent' },
      verified: false,
      across: false,
    },
  },
  {
    name: 'another identity at the responder',
    ...changed('responder', '/^ *local {/,/}/s/^\\( *id = \\).*/\\1198.51.100.250/'),
    seen: { up: false, verified: false, across: false },
  },
  {
    name: 'forwarding switched off at the initiator',
    break: on('initiator', 'sysctl -qw net.ipv4.ip_forward=0'),
    seen: { up: true, verified: false, across: false },
    repair: on('initiator', 'sysctl -qw net.ipv4.ip_forward=1'),
  },
  {
    name: 'the nftables table deleted',
    break: on('initiator', 'nft delete table inet vpnmesh'),
    seen: { up: true, across: true, also: tableIsBack },
  },
  {
    name: 'the private key gone and charon started anew',
    break: on('initiator', 'mv "/etc/swanctl/private/$1.key" /root/right.key && systemctl restart strongswan'),
    seen: { up: false, verified: false, across: false },
    repair: on('initiator', 'mv /root/right.key "/etc/swanctl/private/$1.key" && swanctl --load-creds >/dev/null 2>&1'),
  },
  {
    name: 'the connections unloaded at the responder',
    break: on('responder', `mv ${config} /root/conf.before; ${reload}; ${end}`),
    seen: { ike: { b: 'absent' }, child: { a: 'absent', b: 'absent' }, verified: false, across: false },
    repair: on('responder', `mv /root/conf.before ${config}; ${reload}`),
  },
  {
    name: 'the instance of the responder stopped',
    break: async (mesh) => {
      const { responder } = await mesh.ends();
      await mesh.ec2(responder.name).send(new StopInstancesCommand({ InstanceIds: [responder.instanceId] }));
    },
    seen: { ike: { b: 'unknown' }, verified: false, across: false },
    repair: apply,
  },
  {
    name: 'the instance of the responder terminated',
    break: terminateResponder,
    seen: { up: false, verified: false, across: false },
    repair: apply,
  },
];

/** True when all of an expectation is to be seen now. */
export async function isSeen(
  mesh: MeshUnderTest,
  { up, ike, child, verified, across, also }: Expectation,
): Promise<boolean> {
  if (up !== undefined || ike !== undefined || child !== undefined) {
    const tunnel = await mesh.tunnel();
    if (up !== undefined && isUp(tunnel) !== up) return false;
    for (const end of ['a', 'b'] as const) {
      if (ike?.[end] !== undefined && ike[end] !== tunnel.ike[end]) return false;
      if (child?.[end] !== undefined && child[end] !== tunnel.child[end]) return false;
    }
  }
  if (across !== undefined && (await mesh.across()) !== across) return false;
  if (verified !== undefined && (await mesh.verified()) !== verified) return false;
  return also === undefined || also(mesh);
}

const isUp = ({ ike, child }: TunnelSeen): boolean =>
  [ike.a, ike.b].every((state) => state === 'established') &&
  [child.a, child.b].every((state) => state === 'installed');

/** The mesh as it should be. */
export const whole: Expectation = { up: true, verified: true, across: true };
