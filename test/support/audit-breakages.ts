/** What is done to a mesh behind the product's back, by the checks that have to say so. */

import {
  CloudWatchLogsClient,
  DeleteRetentionPolicyCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  AllocateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkAclEntryCommand,
  CreateTagsCommand,
  DeleteNetworkAclEntryCommand,
  DeleteTagsCommand,
  DescribeAddressesCommand,
  DescribeNetworkAclsCommand,
  DescribeSecurityGroupRulesCommand,
  type IpPermission,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ReleaseAddressCommand,
  RevokeSecurityGroupIngressCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { breakages as ofTheMesh } from './breakages.ts';
import { type End, type MeshUnderTest, onHost } from './mesh-under-test.ts';

export interface AuditBreakage {
  readonly name: string;
  /** The checks that fail, in the order of the catalogue; what they explain is told under them. */
  readonly fails: readonly string[];
  break(mesh: MeshUnderTest): Promise<void>;
  mend(mesh: MeshUnderTest): Promise<void>;
}

type Act = (mesh: MeshUnderTest, end: End) => Promise<unknown>;

/** Done at the initiator. */
const at = (name: string, fails: string | readonly string[], broken: Act, mended: Act): AuditBreakage => {
  const does = (act: Act) => async (mesh: MeshUnderTest) => void (await act(mesh, (await mesh.ends()).initiator));
  return { name, fails: typeof fails === 'string' ? [fails] : fails, break: does(broken), mend: does(mended) };
};
/** A script on the host of the initiator; `$1` is its name, `$2` its peer's. */
const sh =
  (script: string): Act =>
  async (mesh, end) =>
    onHost(mesh, end, script, end.name, (await mesh.ends()).responder.name);
const host = (name: string, fails: string | readonly string[], broken: string, mended: string): AuditBreakage =>
  at(name, fails, sh(broken), sh(mended));

const rule = (name: string, fails: string, permission: IpPermission): AuditBreakage => {
  const asked = (GroupId: string) => ({ GroupId, IpPermissions: [permission] });
  return at(
    name,
    fails,
    (mesh, end) => mesh.ec2(end.name).send(new AuthorizeSecurityGroupIngressCommand(asked(end.groupId))),
    (mesh, end) => mesh.ec2(end.name).send(new RevokeSecurityGroupIngressCommand(asked(end.groupId))),
  );
};

/** Rules that go and are put back as they were. */
const withoutRules = (
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

const logs = async (
  mesh: MeshUnderTest,
  region: string,
  send: (client: CloudWatchLogsClient) => Promise<unknown>,
): Promise<void> => {
  const { endpoint, credentials } = mesh.ec2(region).config;
  const url = await endpoint?.();
  const client = new CloudWatchLogsClient({
    region,
    credentials,
    ...(url === undefined ? {} : { endpoint: `${url.protocol}//${url.hostname}:${url.port}` }),
  });
  await send(client).finally(() => client.destroy());
};

const sysctl = (check: string, key: string, wrong: number, right: number): AuditBreakage =>
  host(`${key} set to ${wrong}`, `sysctl.${check}`, `sysctl -qw ${key}=${wrong}`, `sysctl -qw ${key}=${right}`);
const config = '/etc/swanctl/conf.d/vpnmesh.conf';
const load = 'swanctl --load-conns >/dev/null 2>&1';
const written = (name: string, fails: string, expression: string): AuditBreakage =>
  host(
    name,
    fails,
    `cp -p ${config} /root/conf && sed -i '${expression}' ${config} && ${load}`,
    `cp -p /root/conf ${config} && ${load}`,
  );
const service = (unit: string, fails: string): AuditBreakage =>
  host(`${unit} stopped`, fails, `systemctl stop ${unit}`, `systemctl start ${unit}`);

const known = (name: string, fails: readonly string[]): AuditBreakage => {
  const one = ofTheMesh.find((each) => each.name === name);
  if (one === undefined) throw new Error(`there is no breakage "${name}"`);
  return { name, fails, break: one.break, mend: async (mesh) => one.mend?.(mesh) };
};

export const auditBreakages: readonly AuditBreakage[] = [
  rule('HTTPS let in for a stranger', 'aws.unexpected-ingress', {
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    IpRanges: [{ CidrIp: '198.51.100.99/32' }],
  }),
  rule('SSH let in for a stranger', 'aws.ssh-closed', {
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    IpRanges: [{ CidrIp: '198.51.100.99/32' }],
  }),
  rule('IKE let in for a stranger', 'aws.ike-exposure', {
    IpProtocol: 'udp',
    FromPort: 500,
    ToPort: 500,
    IpRanges: [{ CidrIp: '198.51.100.99/32' }],
  }),
  {
    ...rule('SSH let in for the world', 'aws.ssh-open-world', {
      IpProtocol: 'tcp',
      FromPort: 22,
      ToPort: 22,
      IpRanges: [{ CidrIp: '0.0.0.0/0' }],
    }),
    fails: ['aws.ssh-open-world', 'aws.ssh-closed'],
  },
  withoutRules('no rule for IKE', ['aws.ike-ingress'], ({ IpProtocol }) => IpProtocol === 'udp'),
  withoutRules('no rule for ICMP', ['aws.pmtu-ingress'], ({ IpProtocol }) => IpProtocol === 'icmp'),
  withoutRules('no rule for the VPC', ['aws.forwarding-ingress'], ({ IpProtocol }) => IpProtocol === '-1'),
  known('source/dest check on at the initiator', ['aws.source-dest-check']),
  known('routes gone in the VPC of the initiator', ['aws.routes']),
  known('UDP 4500 closed at the responder', ['aws.ike-ingress']),
  at(
    'an entry of the network ACL that denies UDP',
    'aws.network-acl',
    async (mesh, end) => {
      const NetworkAclId = await aclOf(mesh, end);
      const entry = {
        NetworkAclId,
        RuleNumber: 10,
        Egress: false,
        RuleAction: 'deny' as const,
        Protocol: '17',
        CidrBlock: '0.0.0.0/0',
        PortRange: { From: 0, To: 65_535 },
      };
      await mesh.ec2(end.name).send(new CreateNetworkAclEntryCommand(entry));
    },
    async (mesh, end) =>
      mesh
        .ec2(end.name)
        .send(
          new DeleteNetworkAclEntryCommand({ NetworkAclId: await aclOf(mesh, end), RuleNumber: 10, Egress: false }),
        ),
  ),
  at(
    'metadata without tokens',
    'aws.imdsv2',
    (mesh, { name, instanceId: InstanceId }) =>
      mesh.ec2(name).send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens: 'optional' })),
    (mesh, { name, instanceId: InstanceId }) =>
      mesh.ec2(name).send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens: 'required' })),
  ),
  at(
    'termination protection off',
    'aws.termination-protection',
    (mesh, { name, instanceId: InstanceId }) =>
      mesh.ec2(name).send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: false } })),
    (mesh, { name, instanceId: InstanceId }) =>
      mesh.ec2(name).send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: true } })),
  ),
  at(
    'a tag taken away',
    'aws.tags',
    (mesh, { name, instanceId }) =>
      mesh.ec2(name).send(new DeleteTagsCommand({ Resources: [instanceId], Tags: [{ Key: 'vpnmesh:role' }] })),
    (mesh, { name, instanceId }) =>
      mesh
        .ec2(name)
        .send(
          new CreateTagsCommand({ Resources: [instanceId], Tags: [{ Key: 'vpnmesh:role', Value: 'concentrator' }] }),
        ),
  ),
  at(
    'an address that serves nobody',
    'aws.eip-attached',
    (mesh, { name }) =>
      mesh.ec2(name).send(
        new AllocateAddressCommand({
          TagSpecifications: [
            {
              ResourceType: 'elastic-ip',
              Tags: [
                { Key: 'vpnmesh:mesh', Value: 'corp' },
                { Key: 'orphan', Value: 'yes' },
              ],
            },
          ],
        }),
      ),
    async (mesh, { name }) => {
      const Filters = [{ Name: 'tag:orphan', Values: ['yes'] }];
      const { Addresses = [] } = await mesh.ec2(name).send(new DescribeAddressesCommand({ Filters }));
      for (const { AllocationId } of Addresses) await mesh.ec2(name).send(new ReleaseAddressCommand({ AllocationId }));
    },
  ),
  at(
    'logs kept for ever',
    'logs.retention',
    (mesh, { name }) =>
      logs(mesh, name, (client) => client.send(new DeleteRetentionPolicyCommand({ logGroupName: '/vpnmesh/corp' }))),
    (mesh, { name }) =>
      logs(mesh, name, (client) =>
        client.send(new PutRetentionPolicyCommand({ logGroupName: '/vpnmesh/corp', retentionInDays: 90 })),
      ),
  ),
  sysctl('ip-forward', 'net.ipv4.ip_forward', 0, 1),
  sysctl('send-redirects', 'net.ipv4.conf.ens5.send_redirects', 1, 0),
  sysctl('accept-redirects', 'net.ipv4.conf.default.accept_redirects', 1, 0),
  sysctl('secure-redirects', 'net.ipv4.conf.all.secure_redirects', 1, 0),
  sysctl('accept-source-route', 'net.ipv4.conf.all.accept_source_route', 1, 0),
  sysctl('log-martians', 'net.ipv4.conf.all.log_martians', 0, 1),
  sysctl('rp-filter', 'net.ipv4.conf.ens5.rp_filter', 2, 1),
  sysctl('icmp-echo-ignore-broadcasts', 'net.ipv4.icmp_echo_ignore_broadcasts', 0, 1),
  sysctl('icmp-ignore-bogus-error-responses', 'net.ipv4.icmp_ignore_bogus_error_responses', 0, 1),
  sysctl('tcp-syncookies', 'net.ipv4.tcp_syncookies', 0, 1),
  sysctl('tcp-max-syn-backlog', 'net.ipv4.tcp_max_syn_backlog', 256, 1280),
  sysctl('tcp-mtu-probing', 'net.ipv4.tcp_mtu_probing', 0, 1),
  sysctl('xfrm-enabled', 'net.ipv4.conf.ens5.disable_policy', 1, 0),
  host(
    'a later file that stops forwarding at the next boot',
    'sysctl.ip-forward',
    'echo net.ipv4.ip_forward=0 >/etc/sysctl.d/99-zz.conf',
    'rm /etc/sysctl.d/99-zz.conf',
  ),
  service('chrony', 'time.running'),
  service('auditd', 'os.auditd'),
  service('amazon-cloudwatch-agent', 'logs.agent-running'),
  service('strongswan', 'ipsec.service'),
  service('vpnmesh-watchdog.timer', 'ipsec.recovery'),
  service('apt-daily-upgrade.timer', 'os.auto-updates'),
  host(
    'root let in',
    'ssh.root-login',
    'cp -p /etc/ssh/sshd_config.d/00-vpnmesh.conf /root/sshd; sed -i "s/^PermitRootLogin no/PermitRootLogin yes/" /etc/ssh/sshd_config.d/00-vpnmesh.conf',
    'cp -p /root/sshd /etc/ssh/sshd_config.d/00-vpnmesh.conf',
  ),
  host(
    'passwords let in',
    'ssh.password-auth',
    'cp -p /etc/ssh/sshd_config.d/00-vpnmesh.conf /root/sshd; sed -i "s/^PasswordAuthentication no/PasswordAuthentication yes/" /etc/ssh/sshd_config.d/00-vpnmesh.conf',
    'cp -p /root/sshd /etc/ssh/sshd_config.d/00-vpnmesh.conf',
  ),
  host(
    'a weak MAC',
    'ssh.algorithms',
    'cp -p /etc/ssh/sshd_config.d/00-vpnmesh.conf /root/sshd; sed -i "s/^MACs .*/MACs hmac-sha1/" /etc/ssh/sshd_config.d/00-vpnmesh.conf',
    'cp -p /root/sshd /etc/ssh/sshd_config.d/00-vpnmesh.conf',
  ),
  host(
    'sshd_config for all to read',
    'ssh.config-permissions',
    'chmod 0644 /etc/ssh/sshd_config',
    'chmod 0600 /etc/ssh/sshd_config',
  ),
  host('a reboot wanted', 'os.reboot-required', 'touch /run/reboot-required', 'rm /run/reboot-required'),
  host(
    'nobody loads the rules at the next boot',
    'net.fail-closed',
    'systemctl disable vpnmesh-firewall',
    'systemctl enable vpnmesh-firewall',
  ),
  host(
    'a table that lets the mesh log in',
    'net.ssh-from-mesh',
    'nft flush chain inet vpnmesh input',
    'nft -f /etc/nftables.d/vpnmesh.nft',
  ),
  host(
    'segments as big as they like',
    'net.mss-clamp',
    'nft flush chain inet vpnmesh clamp_forward',
    'nft -f /etc/nftables.d/vpnmesh.nft',
  ),
  host(
    'a table that lets packets out in clear',
    'net.fail-closed',
    'nft flush chain inet vpnmesh forward',
    'nft -f /etc/nftables.d/vpnmesh.nft',
  ),
  host(
    'a key for all to read',
    'ipsec.key-permissions',
    'chmod 0644 "/etc/swanctl/private/$1.key"',
    'chmod 0600 "/etc/swanctl/private/$1.key"',
  ),
  host(
    'the private key gone',
    'ipsec.key-strength',
    'mv "/etc/swanctl/private/$1.key" /root/right.key',
    'mv /root/right.key "/etc/swanctl/private/$1.key"',
  ),
  host(
    'a short key',
    ['ipsec.key-strength', 'mesh.keys-match'],
    'mv "/etc/swanctl/private/$1.key" /root/right.key; openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "/etc/swanctl/private/$1.key"',
    'mv /root/right.key "/etc/swanctl/private/$1.key"',
  ),
  host(
    'the key of another in the place of the peer’s',
    'mesh.keys-match',
    'cp "/etc/swanctl/pubkey/$2.pub" /root/pub; cp "/etc/swanctl/pubkey/$1.pub" "/etc/swanctl/pubkey/$2.pub"',
    'cp /root/pub "/etc/swanctl/pubkey/$2.pub"',
  ),
  written(
    'a weak proposal',
    'ipsec.proposals',
    's/proposals = aes256gcm16-prfsha384-ecp384/proposals = aes128-sha1-modp1024/',
  ),
  written('no dead peer detection', 'ipsec.dpd', 's/dpd_delay = 10s/dpd_delay = 0s/'),
  written('one try only', 'ipsec.recovery', 's/keyingtries = 0/keyingtries = 1/'),
  written('no encapsulation', 'ipsec.encap-fragmentation', 's/encap = yes/encap = no/'),
  written('a key for a week', 'ipsec.rekey', 's/rekey_time = 4h/rekey_time = 168h/'),
  written('any version of IKE', 'ipsec.ikev2-only', 's/version = 2/version = 0/'),
  written('a comment that somebody made', 'ipsec.config-drift', '$a # not ours'),
  host(
    'a connection to a stranger',
    'ipsec.unexpected-connection',
    `sed -e "s/^  $2 {/  stranger {/" -e 's/start_action = start/start_action = none/' ${config} >/etc/swanctl/conf.d/stranger.conf && ${load}`,
    `rm /etc/swanctl/conf.d/stranger.conf; ${load}`,
  ),
  known('selectors that do not match', ['mesh.selectors-match']),
  known('another identity at the responder', ['ipsec.config-drift']),
  known('the connections unloaded at the responder', ['ipsec.config-drift']),
  known('the nftables table deleted', ['net.fail-closed']),
  at(
    'the instance stopped',
    'aws.instance-health',
    (mesh, { name, instanceId }) => mesh.ec2(name).send(new StopInstancesCommand({ InstanceIds: [instanceId] })),
    (mesh) => mesh.apply(),
  ),
];

async function aclOf(mesh: MeshUnderTest, { name, interfaceId }: End): Promise<string> {
  void interfaceId;
  const { NetworkAcls = [] } = await mesh
    .ec2(name)
    .send(new DescribeNetworkAclsCommand({ Filters: [{ Name: 'default', Values: ['true'] }] }));
  return NetworkAcls[0]?.NetworkAclId ?? '';
}
