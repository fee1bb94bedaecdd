/** A step in full: its AWS calls with their parameters, or its commands on a host. */

import { desiredOf, type RunContext } from '#app/run/context.ts';
import { describeIngress, missingRules } from '#mesh/ingress-rules.ts';
import { metadataCall, requiredMetadata } from '#mesh/instance-metadata.ts';
import { meshResourceName, type Tags } from '#mesh/names.ts';
import type { IngressRule } from '#mesh/observed/observation.ts';
import { wantedGroups } from '#mesh/plan/groups.ts';
import type { Step, StepKind, StepOf } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import type { HostPart } from '#mesh/remedy/host-parts.ts';
import { ruleWords, undoCalls } from '#mesh/remedy/undo-text.ts';
import { wantedServiceRules } from '#mesh/services.ts';

/** What each part does besides writing its files. */
const commands: Readonly<Record<HostPart, readonly string[]>> = {
  packages: ['apt-get install of missing packages: strongSwan, chrony, nftables, auditd, rsyslog, unattended-upgrades'],
  key: ['openssl genpkey, if there is no private key', 'chown root:root and chmod 0600 of the private key'],
  charon: [
    'systemctl unmask, enable, start strongswan; disable --now strongswan-starter; restart if its settings changed',
    'systemctl restart systemd-networkd, if it runs and does not yet keep foreign routes',
  ],
  firewall: [
    'nft -f /etc/nftables.d/vpnmesh.nft, undone after 45 s unless a second login confirms it',
    'systemctl enable --now vpnmesh-firewall',
  ],
  time: ['systemctl unmask, enable, start chrony; disable --now other time daemons; restart if its settings changed'],
  updates: ['systemctl unmask, enable, start apt-daily.timer apt-daily-upgrade.timer'],
  logging: ['systemctl unmask, enable, start rsyslog auditd'],
  watchdog: ['systemctl unmask, enable, start vpnmesh-watchdog.timer'],
  beacon: ['systemctl unmask, enable, start vpnmesh-facts.timer'],
  probe: ['ip netns add vpnmesh-probe, a veth to it, by systemctl unmask, enable, restart vpnmesh-probe'],
  expiry: ['systemctl unmask, enable, start vpnmesh-ssh-expiry.timer'],
  sysctl: ['write the values of /etc/sysctl.d/99-vpnmesh.conf to /proc/sys, on every interface'],
  sshd: [
    'chown root:root, chmod 0600 /etc/ssh/sshd_config',
    'sshd -t, systemctl reload ssh, undone after 45 s unless a second login confirms it',
  ],
};

type Context = Omit<RunContext, 'sessions'>;
type Calls<K extends StepKind> = (step: StepOf<K>, context: Context) => readonly string[];

/** Its line in the plan says everything. */
const saidBefore = (): readonly string[] => [];

const tagWords = (tags: Tags): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');

const authorized = (groupId: string | undefined, wanted: readonly IngressRule[], { observation }: Context) => {
  const there = observation.regions.flatMap(({ rules }) => rules).filter((rule) => rule.groupId === groupId);
  return missingRules(wanted, there).map(
    (rule) => `ec2:AuthorizeSecurityGroupIngress ${groupId}: ${describeIngress(rule)}`,
  );
};
const routed =
  (action: string): Calls<'route.create' | 'route.replace'> =>
  ({ tableId, destination, concentrator }, { inventory }) => [
    `ec2:${action} ${tableId}: ${destination} to ${inventory.get(concentrator).interfaceId}`,
  ];

const calls: { readonly [K in StepKind]: Calls<K> } = {
  'rules.withdraw': ({ rules, groupId }) =>
    rules.map((rule) => `ec2:RevokeSecurityGroupIngress ${groupId}: ${ruleWords(rule)}, by its rule id`),
  'group.rules': ({ concentrator, groupName }, context) => {
    const { mesh, inventory } = context;
    const one = desiredOf(context, concentrator);
    const addresses = one.peers.flatMap((peer) => inventory.get(peer).address ?? []);
    const wanted = wantedGroups({ mesh }, one, addresses)[one.groupNames.indexOf(groupName)] ?? [];
    return authorized(inventory.get(one.name).groupIds[groupName], wanted, context);
  },
  'services.rules': ({ groupId }, context) =>
    authorized(groupId, wantedServiceRules(context.mesh.spec.securityGroups.services, context.mesh.cidrs), context),
  'interface.check': ({ concentrator }, { inventory }) => [
    `ec2:ModifyNetworkInterfaceAttribute ${inventory.get(concentrator).interfaceId}: SourceDestCheck=false`,
  ],
  'route.create': routed('CreateRoute'),
  'route.replace': routed('ReplaceRoute'),
  'instance.metadata': ({ instanceId }) => [metadataCall(instanceId, requiredMetadata)],
  'instance.protect': ({ instanceId }) => [`ec2:ModifyInstanceAttribute ${instanceId}: DisableApiTermination=true`],
  'tags.set': ({ resourceId, tags }) => [`ec2:CreateTags ${resourceId}: ${tagWords(tags)}`],
  'rules.tags': ({ ruleIds, tags }) => [`ec2:CreateTags ${ruleIds.join(' ')}: ${tagWords(tags)}`],
  'logs.tags': ({ tags }, { mesh }) => [`logs:TagResource ${mesh.logGroup}: ${tagWords(tags)}`],
  'role.tags': ({ tags }, { mesh }) => [`iam:TagRole ${meshResourceName(mesh.name)}: ${tagWords(tags)}`],
  'profile.tags': ({ tags }, { mesh }) => [`iam:TagInstanceProfile ${meshResourceName(mesh.name)}: ${tagWords(tags)}`],
  'address.release': ({ allocationId }) => [`ec2:ReleaseAddress ${allocationId}`],
  'address.associate': ({ concentrator }, { inventory }) => [
    `ec2:AssociateAddress ${inventory.get(concentrator).allocationId} with ${inventory.get(concentrator).interfaceId}`,
  ],
  'instance.start': ({ concentrator }, { inventory }) => [
    `ec2:StartInstances ${inventory.get(concentrator).instanceId}`,
  ],
  'logs.create': (_, { mesh }) => [`logs:CreateLogGroup ${mesh.logGroup}`],
  'logs.retention': (_, { mesh }) => [
    `logs:PutRetentionPolicy ${mesh.logGroup}: ${counted(mesh.spec.logs.retentionDays, 'day')}`,
  ],
  'ssh.open': (_, { mesh }) =>
    mesh.spec.ssh.from.map(
      (cidr) => `ec2:AuthorizeSecurityGroupIngress: TCP 22 from ${cidr}, until SSH is closed again`,
    ),
  'undo.change': ({ undo }) => undoCalls(undo),
  'host.parts': ({ parts }) => parts.flatMap((part) => commands[part]),
  'host.restore': () => [
    'restart chrony, rsyslog, strongswan, amazon-cloudwatch-agent if their files changed; restore unit states',
    'swanctl --load-all if connections or keys change; sshd -t and systemctl reload ssh if its settings do',
    'nft -f of the previous table; write the previous values to /proc/sys',
  ],
  'host.configure': () => ['swanctl --load-creds, --load-conns; unchanged connections keep their SAs'],
  'host.initiate': () => ['swanctl --initiate for tunnels that are down, --rekey once for new ones'],
  'host.agent': () => [
    'amazon-cloudwatch-agent-ctl -a fetch-config if its configuration changed; systemctl enable --now amazon-cloudwatch-agent',
  ],
  'host.work': ({ work }) =>
    work.some((one) => one.do === 'upgrade') ? ['apt-get update, apt-get upgrade --with-new-pkgs'] : [],
  'host.reboot': () => ['systemctl reboot; its tunnels are down meanwhile'],
  'address.allocate': saidBefore,
  'group.create': saidBefore,
  'group.delete': saidBefore,
  'host.applied': saidBefore,
  'host.pin': saidBefore,
  'host.prepare': saidBefore,
  'host.report': saidBefore,
  'host.snapshot': saidBefore,
  'instance.run': saidBefore,
  'instance.terminate': saidBefore,
  'interface.create': saidBefore,
  'interface.delete': saidBefore,
  'interface.groups': saidBefore,
  'key.delete': saidBefore,
  'key.import': saidBefore,
  'logs.delete': saidBefore,
  'mesh.verify': saidBefore,
  'profile.create': saidBefore,
  'profile.delete': saidBefore,
  'role.create': saidBefore,
  'role.delete': saidBefore,
  'role.forget': saidBefore,
  'role.regions': saidBefore,
  'route.delete': saidBefore,
  'rules.revoke': saidBefore,
  'ssh.close': saidBefore,
};

/** The step's calls with their parameters, or its commands, one per line. */
export function callsOf(step: Step, context: Context): readonly string[] {
  // Each entry takes steps of its own kind, which this step is.
  const ofKind = calls[step.kind] as Calls<StepKind>;
  return ofKind(step, context);
}
