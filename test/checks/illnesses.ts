/** What can be wrong, by the check that has to say so: changes of healthy facts. */
import { type Draft, type Ill, read } from './healthy.ts';

type Change = (ill: Ill) => void;

const rule =
  (change: object): Change =>
  ({ region, east }) => {
    const groupId = read(east.standing).groups[0]?.id ?? '';
    read(region.exposed).push({
      groupId,
      protocol: 'tcp',
      from: 443,
      to: 443,
      source: '198.51.100.7/32',
      description: '',
      ...change,
    });
  };
const withoutRules =
  (test: (one: { readonly protocol: string; readonly from?: number }) => boolean): Change =>
  ({ region }) => {
    const rules = read(region.exposed);
    rules.splice(0, rules.length, ...rules.filter((one) => !test(one)));
  };
/** The log group of a region, so many seconds before the audit. */
export function madeBefore(region: Ill['region'], startedAt: string, seconds: number): void {
  const group = read(region.logGroup);
  if (group !== null) group.createdAt = new Date(Date.parse(startedAt) - seconds * 1000).toISOString();
}

const sysctl =
  (key: string, value: string): Change =>
  ({ east }) => {
    read(east.host.sysctl)[key] = value;
  };
const writer =
  (key: string, value: string): Change =>
  ({ east }) =>
    void read(east.host.writers).push({ file: '/etc/sysctl.d/99-zz.conf', key, value });
const sshd =
  (key: string, value: string): Change =>
  ({ east }) => {
    read(east.host.sshd)[key] = value;
  };
const unit =
  (
    name: string,
    change: Partial<Draft<{ enabled: string; active: string; load: string; activeFor: number }>>,
  ): Change =>
  ({ east }) => {
    const units = read(east.host.units);
    units[name] = { load: 'loaded', enabled: 'enabled', active: 'active', activeFor: 10, ...units[name], ...change };
  };
const setting =
  (key: string, value: string): Change =>
  ({ east }) => {
    for (const one of read(east.host.written)) one.settings[key] = value;
  };
const childSetting =
  (key: string, value: string): Change =>
  ({ east }) => {
    for (const one of read(east.host.written)) for (const child of one.children) child.settings[key] = value;
  };
const loaded =
  (change: object): Change =>
  ({ east }) => {
    for (const one of read(east.host.connections)) Object.assign(one, change);
  };
const firewall =
  (chain: string): Change =>
  ({ east }) => {
    const table = read(east.host.firewall);
    if (table !== null) table.chains[chain] = [];
  };
const address = ({ west }: Ill): string => read(west.standing).address?.ip ?? '';

export const illnesses: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  'mesh.cidr-overlap': {
    'two members that advertise the same': ({ facts }) => {
      for (const member of facts.spec.members) member.advertise = ['10.1.0.0/16'];
    },
  },
  'aws.instance-health': {
    'a stopped instance': ({ east }) => {
      const { instance } = read(east.standing);
      if (instance !== undefined) instance.state = 'stopped';
    },
    'a failed status check': ({ region }) => {
      for (const one of read(region.health)) one.system = 'impaired';
    },
    'no instance': ({ east }) => void delete read(east.standing).instance,
  },
  'aws.eip-attached': {
    'an address on nothing': ({ east }) => void delete read(east.standing).address?.interfaceId,
    'no address': ({ east, region, facts }) => {
      const own = read(east.standing).address?.allocationId;
      delete read(east.standing).address;
      const all = read(region.addresses);
      all.splice(0, all.length, ...all.filter(({ allocationId }) => allocationId !== own));
      void facts;
    },
    'an orphan': ({ region, facts }) =>
      void read(region.addresses).push({
        allocationId: 'eipalloc-0123456789abcdef0',
        ip: '198.51.100.99',
        tags: { 'vpnmesh:mesh': facts.mesh },
      }),
  },
  'aws.ssh-open-world': {
    // From the world is also open at all: both say so.
    'a wide IPv6 range': rule({
      from: 22,
      to: 22,
      source: '::/0',
      description: `vpnmesh SSH opened by operator until 2999-01-01T00:00:00.000Z`,
    }),
  },
  'aws.ssh-closed': {
    'a standing rule': rule({ from: 22, to: 22 }),
    'an opening that is over': rule({
      from: 22,
      to: 22,
      description: 'vpnmesh SSH opened by look until 2020-01-01T00:00:00.000Z',
    }),
    'a range of ports': rule({ from: 20, to: 25 }),
  },
  'aws.ike-ingress': {
    'UDP 4500 closed': withoutRules(({ protocol, from }) => protocol === 'udp' && from === 4500),
    'UDP 500 closed': withoutRules(({ protocol, from }) => protocol === 'udp' && from === 500),
  },
  'aws.ike-exposure': {
    'UDP 500 for everybody': rule({ protocol: 'udp', from: 500, to: 500, source: '0.0.0.0/0' }),
    'ESP for everybody': rule({ protocol: '50', source: '0.0.0.0/0' }),
    'all UDP for a stranger': rule({ protocol: 'udp', from: 0, to: 65535 }),
  },
  'aws.unexpected-ingress': {
    'a web server': rule({}),
    'another port for a peer': (one) => rule({ source: `${address(one)}/32` })(one),
    'another group': rule({ protocol: 'tcp', from: 8080, to: 8080, source: 'sg-0123456789abcdef0' }),
  },
  'aws.forwarding-ingress': { 'the VPC shut out': withoutRules(({ protocol }) => protocol === '-1') },
  'aws.network-acl': {
    'UDP denied': ({ region }) => {
      for (const acl of read(region.networkAcls))
        acl.entries.unshift({ number: 1, egress: false, allow: false, protocol: '17', cidr: '0.0.0.0/0' });
    },
    'forwarded TCP denied on its way out': ({ region }) => {
      for (const acl of read(region.networkAcls))
        acl.entries.unshift({ number: 1, egress: true, allow: false, protocol: '6', cidr: '0.0.0.0/0' });
    },
  },
  'aws.pmtu-ingress': { 'no ICMP': withoutRules(({ protocol }) => protocol === 'icmp') },
  'aws.service-icmp': {
    'a group that lets no ICMP in': ({ region, east }) => {
      const { vpcId } = read(east.desired);
      for (const group of read(region.groups))
        if (group.vpcId === vpcId && group.tags['vpnmesh:mesh'] === undefined) group.ingress = [];
    },
  },
  'aws.source-dest-check': {
    'it is on': ({ east }) => {
      const nic = read(east.standing).interface;
      if (nic !== undefined) nic.sourceDestCheck = true;
    },
  },
  'aws.routes': {
    'a route gone': ({ region, east }) => {
      for (const table of read(region.routeTables))
        table.routes = table.routes.filter(({ destination }) => !read(east.desired).remoteCidrs.includes(destination));
    },
    'a route elsewhere': ({ region, east }) => {
      for (const { routes } of read(region.routeTables)) {
        for (const route of routes)
          if (read(east.desired).remoteCidrs.includes(route.destination)) route.target = { kind: 'other', id: 'pcx-1' };
      }
    },
  },
  'aws.route-blackhole': {
    'a blackhole': ({ region, east }) => {
      for (const { routes } of read(region.routeTables)) {
        for (const route of routes)
          if (read(east.desired).remoteCidrs.includes(route.destination)) route.blackhole = true;
      }
    },
  },
  'aws.imdsv2': {
    'tokens optional': ({ region }) => {
      for (const one of read(region.settings)) one.httpTokens = 'optional';
    },
    'two hops': ({ region }) => {
      for (const one of read(region.settings)) one.hopLimit = 2;
    },
  },
  'aws.ebs-encrypted': {
    'a plain volume': ({ region }) => {
      for (const one of read(region.volumes)) one.encrypted = false;
    },
  },
  'aws.termination-protection': {
    off: ({ region }) => {
      for (const id of Object.keys(region.protection)) region.protection[id] = { ok: true, value: false, at: '' };
    },
  },
  'aws.tags': {
    'a role tag gone': ({ east }) => void delete read(east.standing).interface?.tags['vpnmesh:role'],
    'no pin of the host key': ({ east }) => void delete read(east.standing).instance?.tags['vpnmesh:ssh-host-key'],
  },
  'aws.az-coverage': {
    'a zone without one': ({ facts, region, east }) => {
      for (const member of facts.spec.members) if (member.region === east.region) member.placement = 'az';
      const [table] = read(region.routeTables).filter(({ id }) => read(east.desired).routeTableIds.includes(id));
      table?.subnetIds.push('subnet-0123456789abcdef0');
      read(region.subnets).push({
        id: 'subnet-0123456789abcdef0',
        vpcId: read(east.desired).vpcId,
        zone: 'us-east-1z',
        cidr: '10.1.99.0/24',
      });
    },
  },
  'aws.instance-role': {
    'no profile': ({ region }) => {
      for (const one of read(region.settings)) delete one.profile;
    },
    'a wider role': ({ facts }) => void read(facts.role)?.attached.push('arn:aws:iam::aws:policy/AdministratorAccess'),
    'a changed policy': ({ facts }) => {
      const role = read(facts.role);
      if (role !== null) role.policy = '{}';
    },
    'no role': ({ facts }) => {
      facts.role = { ok: true, value: null, at: '' };
    },
  },
  'aws.quota-headroom': {
    'no address left': ({ region }) => {
      region.quotas.addresses = { ok: true, value: 1, at: '' };
    },
    'a full table': ({ region }) => {
      region.quotas.routesPerTable = { ok: true, value: 2, at: '' };
    },
    'a full group': ({ region }) => {
      region.quotas.rulesPerGroup = { ok: true, value: 4, at: '' };
    },
  },
  'sysctl.ip-forward': {
    'off now': sysctl('net.ipv4.ip_forward', '0'),
    'off after a boot': writer('net.ipv4.ip_forward', '0'),
    'nobody writes it': ({ east }) => {
      const writers = read(east.host.writers);
      writers.splice(0, writers.length, ...writers.filter(({ key }) => key !== 'net.ipv4.ip_forward'));
    },
  },
  'sysctl.send-redirects': {
    'an interface of its own mind': sysctl('net.ipv4.conf.ens5.send_redirects', '1'),
    'all of them': sysctl('net.ipv4.conf.all.send_redirects', '1'),
    'a later pattern for interfaces': writer('net.ipv4.conf.*.send_redirects', '1'),
  },
  'sysctl.accept-redirects': { default: sysctl('net.ipv4.conf.default.accept_redirects', '1') },
  'sysctl.secure-redirects': { 'an interface': sysctl('net.ipv4.conf.ens5.secure_redirects', '1') },
  'sysctl.accept-source-route': {
    'a later writer for one interface': writer('net.ipv4.conf.ens5.accept_source_route', '1'),
  },
  'sysctl.log-martians': { off: sysctl('net.ipv4.conf.all.log_martians', '0') },
  'sysctl.rp-filter': { 'loose on one interface': sysctl('net.ipv4.conf.ens5.rp_filter', '2') },
  'sysctl.icmp-echo-ignore-broadcasts': { off: sysctl('net.ipv4.icmp_echo_ignore_broadcasts', '0') },
  'sysctl.icmp-ignore-bogus-error-responses': { off: sysctl('net.ipv4.icmp_ignore_bogus_error_responses', '0') },
  'sysctl.tcp-syncookies': { off: sysctl('net.ipv4.tcp_syncookies', '0') },
  'sysctl.tcp-max-syn-backlog': { 'too few': sysctl('net.ipv4.tcp_max_syn_backlog', '512') },
  'sysctl.tcp-mtu-probing': { off: sysctl('net.ipv4.tcp_mtu_probing', '0') },
  'sysctl.xfrm-enabled': {
    'no IPsec on the interface': sysctl('net.ipv4.conf.ens5.disable_xfrm', '1'),
    'no policies on the interface': sysctl('net.ipv4.conf.ens5.disable_policy', '1'),
  },
  'time.installed': {
    'two daemons': unit('systemd-timesyncd', { load: 'loaded', enabled: 'enabled', active: 'active' }),
    none: ({ east }) => {
      for (const name of ['chrony', 'chronyd'])
        unit(name, { load: 'not-found', enabled: '', active: 'inactive' })({ east } as Ill);
    },
  },
  'time.running': {
    'not enabled': (one) => {
      for (const name of ['chrony', 'chronyd']) unit(name, { enabled: 'disabled' })(one);
    },
  },
  'time.synced': {
    'not synchronised': ({ east }) => {
      read(east.host.time).synchronised = false;
    },
    'half a second off': ({ east }) => {
      read(east.host.time).offset = 0.5;
    },
  },
  'time.source': {
    'a stranger': ({ east }) => {
      read(east.host.time).source = '192.0.2.123';
    },
    none: ({ east }) => {
      read(east.host.time).source = undefined;
    },
  },
  'ssh.root-login': { 'by key': sshd('permitrootlogin', 'without-password') },
  'ssh.password-auth': {
    passwords: sshd('passwordauthentication', 'yes'),
    'by keyboard': sshd('kbdinteractiveauthentication', 'yes'),
  },
  'ssh.algorithms': {
    'a CBC cipher': sshd('ciphers', 'aes256-ctr,aes128-cbc'),
    'SHA-1': sshd('macs', 'hmac-sha2-256,hmac-sha1'),
    'group 1': sshd('kexalgorithms', 'curve25519-sha256,diffie-hellman-group1-sha1'),
  },
  'ssh.config-permissions': {
    'readable by all': ({ east }) => {
      read(east.host.files)['/etc/ssh/sshd_config'] = { mode: '644', owner: 'root', sha256: '' };
    },
  },
  'net.probe': {
    stopped: unit('vpnmesh-probe', { active: 'inactive' }),
    'another address': ({ east }) => {
      read(east.host.files)['/etc/vpnmesh/probe'] = { mode: '644', owner: 'root', sha256: '0' };
    },
  },
  'ssh.expiry': {
    'a sleeping timer': unit('vpnmesh-ssh-expiry.timer', { active: 'inactive' }),
    'another script': ({ east }) => {
      read(east.host.files)['/usr/local/lib/vpnmesh/ssh-expiry'] = { mode: '755', owner: 'root', sha256: '0' };
    },
    'no data': ({ east }) => {
      read(east.host.files)['/etc/vpnmesh/ssh-expiry'] = null;
    },
  },
  'os.security-updates': { 'one pending': ({ east }) => void read(east.host.updates).security.push('openssl') },
  'os.auto-updates': {
    off: ({ east }) => {
      east.host.automaticUpdates = { ok: true, value: false, at: '' };
    },
    'a sleeping timer': unit('apt-daily-upgrade.timer', { active: 'inactive' }),
  },
  'os.reboot-required': {
    'a new kernel': ({ east }) => void read(east.host.reboot).push('kernel 6.1.0-99 is installed'),
  },
  'os.auditd': { stopped: unit('auditd', { active: 'inactive' }) },
  'os.disk-space': {
    full: ({ east }) => {
      read(east.host.disk)['/var/log'] = 97;
    },
  },
  'net.fail-closed': {
    'no table': ({ east }) => {
      east.host.firewall = { ok: true, value: null, at: '' };
    },
    'forwarded packets pass': firewall('forward'),
    'not after a boot': unit('vpnmesh-firewall', { enabled: 'disabled' }),
    'another file': ({ east }) => {
      const file = read(east.host.files)['/etc/nftables.d/vpnmesh.nft'];
      if (file) file.sha256 = 'f'.repeat(64);
    },
    'a network forgotten': ({ east }) => {
      const table = read(east.host.firewall);
      if (table !== null) table.sets.remote = [];
    },
  },
  'net.ssh-from-mesh': { 'let in': firewall('input') },
  'net.mss-clamp': { gone: firewall('clamp_forward') },
  'logs.agent-installed': {
    'not there': ({ east }) => {
      read(east.host.packages)['amazon-cloudwatch-agent'] = null;
      unit('amazon-cloudwatch-agent', { load: 'not-found', enabled: '', active: 'inactive' })({ east } as Ill);
      east.host.shipped = { ok: true, value: [], at: '' };
    },
  },
  'logs.agent-running': {
    stopped: unit('amazon-cloudwatch-agent', { active: 'inactive' }),
    'not enabled': unit('amazon-cloudwatch-agent', { enabled: 'disabled' }),
  },
  'logs.files-collected': {
    'a file that nobody ships': ({ east }) => void read(east.host.shipped).shift(),
    'a file that is not there': ({ east }) => void read(east.host.logs).pop(),
  },
  'logs.group-exists': {
    gone: ({ region }) => {
      region.logGroup = { ok: true, value: null, at: '' };
      region.streams = { ok: false, reason: { kind: 'absent', detail: 'no such log group' } };
    },
  },
  'logs.recent-events': {
    'lines of half an hour ago that nobody has': ({ east, region, facts }) => {
      for (const log of read(east.host.logs)) log.lineAges = [1800, 0];
      const lastEvent = new Date(Date.parse(facts.startedAt) - 3_600_000).toISOString();
      for (const stream of read(region.streams)) stream.lastEvent = { ok: true, value: lastEvent, at: '' };
    },
    'nothing in an hour': (one) => {
      madeBefore(one.region, one.facts.startedAt, 7200);
      for (const log of read(one.east.host.logs)) log.lineAges = [1800, 0];
      one.region.streams = { ok: true, value: [], at: '' };
      unit('amazon-cloudwatch-agent', { activeFor: 3600 })(one);
    },
    'nothing in a group that is older than the lines': (one) => {
      for (const log of read(one.east.host.logs)) log.lineAges = [1800, 0];
      one.region.streams = { ok: true, value: [], at: '' };
      unit('amazon-cloudwatch-agent', { activeFor: 3600 })(one);
      madeBefore(one.region, one.facts.startedAt, 2400);
    },
  },
  'logs.beacon': {
    'no report, and a timer that does not run': (one) => {
      one.east.reported = { ok: true, value: null, at: '' };
      unit('vpnmesh-facts.timer', { active: 'inactive' })(one);
    },
    'no report in a group that was made a minute ago, and a timer that does not run': (one) => {
      one.east.reported = { ok: true, value: null, at: '' };
      unit('vpnmesh-facts.timer', { active: 'inactive' })(one);
      madeBefore(one.region, one.facts.startedAt, 60);
    },
    'no report in a group that was made ten minutes ago': (one) => {
      one.east.reported = { ok: true, value: null, at: '' };
      unit('vpnmesh-facts.timer', { active: 'active', activeFor: 3600 })(one);
      madeBefore(one.region, one.facts.startedAt, 600);
    },
    'a report of half an hour ago': ({ east, facts }) => {
      const then = new Date(Date.parse(facts.startedAt) - 1_800_000).toISOString();
      east.reported = { ok: true, value: then, at: facts.startedAt };
    },
  },
  'logs.retention': {
    'for ever': ({ region }) => void delete read(region.logGroup)?.retentionDays,
    'a week': ({ region }) => {
      const group = read(region.logGroup);
      if (group !== null) group.retentionDays = 7;
    },
  },
  'ipsec.service': {
    stopped: (one) => {
      unit('strongswan', { active: 'inactive' })(one);
      const stopped = {
        ok: false,
        reason: { kind: 'absent', detail: 'charon is not running', topic: `charon ${one.east.name}` },
      } as const;
      Object.assign(one.east.host, { connections: stopped, sas: stopped, sasAfter: stopped });
      one.west.host.sas = { ok: true, value: [], at: '' };
    },
    'not enabled': unit('strongswan', { enabled: 'disabled' }),
    'two daemons': unit('strongswan-starter', { load: 'loaded', enabled: 'enabled', active: 'active' }),
  },
  'ipsec.version': {
    // A pending update is also one of the system: both say so.
    'an update of charon': ({ east }) => void read(east.host.updates).security.push('charon-systemd'),
  },
  'ipsec.key-permissions': {
    'readable by the group': ({ east }) => {
      for (const key of read(east.host.keys)) key.mode = '640';
    },
    'of somebody else': ({ east }) => {
      for (const key of read(east.host.keys)) key.owner = 'admin';
    },
  },
  'ipsec.key-strength': {
    'RSA 2048': ({ east }) => {
      for (const key of read(east.host.keys)) if (key.public !== undefined) key.public.bits = 2048;
    },
    gone: ({ east, west }) => {
      east.host.keys = { ok: true, value: [], at: '' };
      for (const { host } of [east, west]) host.sas = { ok: true, value: [], at: '' };
    },
  },
  'ipsec.proposals': {
    '3DES': setting('proposals', '3des-sha256-modp3072'),
    'left to the defaults': setting('proposals', ''),
    'no secrecy after the fact': childSetting('esp_proposals', 'aes256gcm16'),
    'SHA-1 in use': ({ east }) => {
      for (const sa of read(east.host.sas)) sa.suite = 'AES_CBC-256-HMAC_SHA1_96-PRF_HMAC_SHA1-MODP_2048';
    },
  },
  'ipsec.ikev2-only': { 'any version': loaded({ version: 'IKEv1/2' }) },
  'ipsec.dpd': { off: loaded({ dpdDelay: 0 }) },
  'ipsec.recovery': {
    'one try': setting('keyingtries', '1'),
    'nothing on closing': childSetting('close_action', 'none'),
    'the watchdog asleep': unit('vpnmesh-watchdog.timer', { active: 'inactive' }),
    'systemd-networkd free to take routes away': ({ east }) => {
      const files = read(east.host.files);
      for (const path of Object.keys(files)) if (path.startsWith('/etc/systemd/networkd.conf.d/')) delete files[path];
    },
    'another watchdog': ({ east }) => {
      const file = read(east.host.files)['/usr/local/lib/vpnmesh/watchdog'];
      if (file) file.sha256 = 'f'.repeat(64);
    },
  },
  'ipsec.encap-fragmentation': {
    'no encapsulation': setting('encap', 'no'),
    'no fragments': setting('fragmentation', 'no'),
  },
  'ipsec.rekey': { never: childSetting('rekey_time', '0'), 'once a week': loaded({ rekeyTime: 604_800 }) },
  'ipsec.config-drift': {
    'a changed file': ({ east }) => {
      const file = read(east.host.files)['/etc/swanctl/conf.d/vpnmesh.conf'];
      if (file) file.sha256 = 'f'.repeat(64);
    },
    'a connection that was unloaded': ({ east, west }) => {
      for (const { host } of [east, west]) host.sas = { ok: true, value: [], at: '' };
      east.host.connections = { ok: true, value: [], at: '' };
    },
    'another identity': ({ east }) => {
      for (const one of read(east.host.written)) one.local.id = '198.51.100.250';
    },
  },
  'ipsec.unexpected-connection': {
    'a stranger': ({ east }) => {
      const [first] = read(east.host.connections);
      if (first !== undefined) read(east.host.connections).push({ ...first, name: 'stranger' });
    },
  },
  'mesh.selectors-match': {
    'another network': ({ west }) => {
      for (const one of read(west.host.connections)) one.remoteTs = ['10.99.0.0/16'];
      west.host.sas = { ok: true, value: [], at: '' };
    },
  },
  'mesh.keys-match': {
    'the key of another': ({ east, west }) => {
      const key = read(east.host.publicKeys)[`${west.name}.pub`];
      if (key !== undefined) key.fingerprint = 'f'.repeat(64);
      for (const { host } of [east, west]) host.sas = { ok: true, value: [], at: '' };
    },
    'no key': ({ east, west }) => void delete read(east.host.publicKeys)[`${west.name}.pub`],
  },
  'mesh.tunnels-up': {
    'down at one end': ({ west }) => {
      west.host.sas = { ok: true, value: [], at: '' };
    },
    'no child': ({ east }) => {
      for (const sa of read(east.host.sas)) sa.children = [];
    },
    'four children of one name': ({ east }) => {
      for (const sa of read(east.host.sas)) {
        sa.children = sa.children.flatMap((one) => [1, 2, 3, 4].map((uniqueId) => ({ ...one, uniqueId })));
      }
    },
  },
  'mesh.traffic': {
    'nothing comes back': ({ east }) => {
      for (const probe of read(east.host.probes)) probe.lossPct = 100;
    },
    'around the tunnel': ({ east }) => {
      east.host.sasAfter = east.host.sas;
    },
  },
  'mesh.pmtu': {
    'only small packets': ({ east }) => {
      for (const probe of read(east.host.probes)) probe.pathMtu = 1300;
    },
  },
};
