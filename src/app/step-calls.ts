/** What a step comes to: the calls of AWS with their parameters, the commands on a host. */
import type { HostPart } from '#mesh/mend.ts';
import { wantedGroups } from '#mesh/plan-groups.ts';
import { missingRules, ruleKey } from '#mesh/rules.ts';
import { wantedServiceRules } from '#mesh/services.ts';
import type { Step } from '#mesh/steps.ts';
import { ruleWords, undoCalls } from '#mesh/undo-words.ts';
import { desiredOf, type RunContext } from './context.ts';

/** Of each part what is done besides writing its files. */
const commands: Readonly<Record<HostPart, readonly string[]>> = {
  packages: [
    'apt-get install, for what of strongSwan, chrony, nftables, auditd, rsyslog, unattended-upgrades is missing',
  ],
  key: ['openssl genpkey, where there is no private key', 'chown root:root and chmod 0600 of the private key'],
  charon: [
    'systemctl unmask, enable, start strongswan; disable --now strongswan-starter; restart where its settings changed',
    'systemctl restart systemd-networkd, where it runs and was not told yet to leave routes of others alone',
  ],
  firewall: [
    'nft -f /etc/nftables.d/vpnmesh.nft, undone after 45 s unless a second login confirms it',
    'systemctl enable --now vpnmesh-firewall',
  ],
  time: [
    'systemctl unmask, enable, start chrony; disable --now other time daemons; restart where its settings changed',
  ],
  updates: ['systemctl unmask, enable, start apt-daily.timer apt-daily-upgrade.timer'],
  logging: ['systemctl unmask, enable, start rsyslog auditd'],
  watchdog: ['systemctl unmask, enable, start vpnmesh-watchdog.timer'],
  beacon: ['systemctl unmask, enable, start vpnmesh-facts.timer'],
  probe: ['ip netns add vpnmesh-probe, a veth to it, by systemctl unmask, enable, restart vpnmesh-probe'],
  expiry: ['systemctl unmask, enable, start vpnmesh-ssh-expiry.timer'],
  sysctl: ['the values of /etc/sysctl.d/99-vpnmesh.conf written below /proc/sys, on every interface'],
  sshd: [
    'chown root:root, chmod 0600 /etc/ssh/sshd_config',
    'sshd -t, systemctl reload ssh, undone after 45 s unless a second login confirms it',
  ],
};

/** Lines of the call, with its parameters, or of the commands that a step comes to. */
export function callsOf(step: Step, context: Omit<RunContext, 'sessions'>): readonly string[] {
  const { mesh, known, observation } = context;
  const rulesOf = (groupId: string | undefined) =>
    observation.regions.flatMap(({ rules }) => rules).filter((rule) => rule.groupId === groupId);
  switch (step.kind) {
    case 'rules.withdraw':
      return step.rules.map(
        (rule) => `ec2:RevokeSecurityGroupIngress ${step.groupId}: ${ruleWords(rule)}, by its rule id`,
      );
    case 'group.rules': {
      const one = desiredOf(context, step.concentrator);
      const addresses = one.peers.flatMap((peer) => known.get(peer).address ?? []);
      const wanted = wantedGroups({ mesh }, one, addresses)[one.groupNames.indexOf(step.groupName)] ?? [];
      const groupId = known.get(one.name).groupIds[step.groupName];
      return missingRules(wanted, rulesOf(groupId)).map(
        (rule) => `ec2:AuthorizeSecurityGroupIngress ${groupId}: ${ruleKey(rule)}`,
      );
    }
    case 'services.rules':
      return missingRules(wantedServiceRules(mesh.spec.securityGroups.services, mesh.cidrs), rulesOf(step.groupId)).map(
        (rule) => `ec2:AuthorizeSecurityGroupIngress ${step.groupId}: ${ruleKey(rule)}`,
      );
    case 'interface.check':
      return [`ec2:ModifyNetworkInterfaceAttribute ${known.get(step.concentrator).interfaceId}: SourceDestCheck=false`];
    case 'route.create':
    case 'route.replace':
      return [
        `ec2:${step.kind === 'route.create' ? 'CreateRoute' : 'ReplaceRoute'} ${step.tableId}: ${step.destination} to ${known.get(step.concentrator).interfaceId}`,
      ];
    case 'instance.metadata':
      return [`ec2:ModifyInstanceMetadataOptions ${step.instanceId}: HttpTokens=required HttpPutResponseHopLimit=1`];
    case 'instance.protect':
      return [`ec2:ModifyInstanceAttribute ${step.instanceId}: DisableApiTermination=true`];
    case 'tags.set':
      return [
        `ec2:CreateTags ${step.resourceId}: ${Object.entries(step.tags)
          .map(([key, value]) => `${key}=${value}`)
          .join(' ')}`,
      ];
    case 'address.release':
      return [`ec2:ReleaseAddress ${step.allocationId}`];
    case 'address.associate':
      return [
        `ec2:AssociateAddress ${known.get(step.concentrator).allocationId} with ${known.get(step.concentrator).interfaceId}`,
      ];
    case 'instance.start':
      return [`ec2:StartInstances ${known.get(step.concentrator).instanceId}`];
    case 'logs.create':
      return [`logs:CreateLogGroup ${mesh.logGroup}`];
    case 'logs.retention':
      return [`logs:PutRetentionPolicy ${mesh.logGroup}: ${mesh.spec.logs.retentionDays} days`];
    case 'ssh.open':
      return mesh.spec.ssh.from.map(
        (cidr) => `ec2:AuthorizeSecurityGroupIngress: tcp 22 from ${cidr}, until SSH is closed again`,
      );
    case 'undo.change':
      return undoCalls(step.undo);
    case 'host.parts':
      return step.parts.flatMap((part) => commands[part]);
    case 'host.restore':
      return [
        'what of chrony, rsyslog, strongswan, amazon-cloudwatch-agent has changed files is restarted, units as they were',
        'swanctl --load-all where connections or keys change; sshd -t and systemctl reload ssh where its settings do',
        'nft -f of the table of before, values below /proc/sys written',
      ];
    case 'host.configure':
      return ['swanctl --load-creds, --load-conns; connections that do not change keep their SAs'];
    case 'host.initiate':
      return ['swanctl --initiate for what is down, --rekey once for what is new'];
    case 'host.agent':
      return [
        'amazon-cloudwatch-agent-ctl -a fetch-config where its file or its own copy of it changed; systemctl enable --now amazon-cloudwatch-agent',
      ];
    case 'host.work':
      return step.work.flatMap((work) =>
        work.do === 'upgrade' ? ['apt-get update, apt-get upgrade --with-new-pkgs'] : [],
      );
    case 'host.reboot':
      return ['systemctl reboot; its tunnels are down until it is back'];
    default:
      return [];
  }
}
