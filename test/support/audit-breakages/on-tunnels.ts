/** Keys, connections and what travels through them. */
import { type AuditBreakage, host, known } from './breakage.ts';

const config = '/etc/swanctl/conf.d/vpnmesh.conf';
const load = 'swanctl --load-conns >/dev/null 2>&1';
const written = (name: string, fails: string, expression: string): AuditBreakage =>
  host(
    name,
    fails,
    `cp -p ${config} /root/conf && sed -i '${expression}' ${config} && ${load}`,
    `cp -p /root/conf ${config} && ${load}`,
  );
/** Every package of strongSwan's that a concentrator has: they come from one source, and want each other's version. */
const strongswan = [
  'charon-systemd',
  'strongswan-swanctl',
  'strongswan-libcharon',
  'libstrongswan',
  'libstrongswan-standard-plugins',
];

export const onTunnels: readonly AuditBreakage[] = [
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
  host(
    'the nftables table deleted, and nobody to put it back',
    ['net.fail-closed', 'ipsec.recovery'],
    // By itself the watchdog has it back within 15 s, which may be before anybody looks.
    'systemctl stop vpnmesh-watchdog.timer; systemctl stop vpnmesh-watchdog.service; nft delete table inet vpnmesh',
    'nft -f /etc/nftables.d/vpnmesh.nft; systemctl start vpnmesh-watchdog.timer',
  ),
  host(
    'an older strongSwan',
    'ipsec.version',
    `apt-get install -y --allow-downgrades ${strongswan.map((name) => `${name}=5.9.8-5`).join(' ')}`,
    `apt-get install -y ${strongswan.join(' ')}`,
  ),
  host(
    'a table that lets no IKE in',
    'mesh.tunnels-up',
    'nft add table inet strange && nft "add chain inet strange in { type filter hook input priority 0; }" && nft "add rule inet strange in udp dport { 500, 4500 } drop"; swanctl --terminate --ike "$2" --timeout 5 >/dev/null 2>&1 || :',
    'nft delete table inet strange',
  ),
  host(
    'a tunnel taken down, and nobody to bring it up',
    ['ipsec.recovery', 'mesh.tunnels-up'],
    'systemctl stop vpnmesh-watchdog.timer; swanctl --terminate --ike "$2" --timeout 5 >/dev/null 2>&1 || :',
    'systemctl start vpnmesh-watchdog.timer; swanctl --initiate --child "$2" --timeout 10 >/dev/null 2>&1 || :',
  ),
  host(
    'no answer to any ping',
    'mesh.traffic',
    'sysctl -qw net.ipv4.icmp_echo_ignore_all=1',
    'sysctl -qw net.ipv4.icmp_echo_ignore_all=0',
  ),
  host(
    'an interface for small packets only',
    'mesh.pmtu',
    'ip link set dev ens5 mtu 1400',
    'ip link set dev ens5 mtu 9001',
  ),
];
