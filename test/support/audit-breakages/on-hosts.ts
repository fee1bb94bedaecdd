/** Commands on the host of the initiator: kernel, time, logins, packages, logs, firewall. */
import { type AuditBreakage, host } from './breakage.ts';

const sysctl = (check: string, key: string, wrong: number, right: number): AuditBreakage =>
  host(`${key} set to ${wrong}`, `sysctl.${check}`, `sysctl -qw ${key}=${wrong}`, `sysctl -qw ${key}=${right}`);
const service = (unit: string, fails: string): AuditBreakage =>
  host(`${unit} stopped`, fails, `systemctl stop ${unit}`, `systemctl start ${unit}`);

const chrony = '/etc/chrony/conf.d/vpnmesh.conf';
const servers = (name: string, fails: string, line: string): AuditBreakage =>
  host(
    name,
    fails,
    `cp -p ${chrony} /root/chrony && echo '${line}' >${chrony} && systemctl restart chrony`,
    `cp -p /root/chrony ${chrony} && systemctl restart chrony`,
  );
const agentConfig = '/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/file_vpnmesh.json';

export const onHosts: readonly AuditBreakage[] = [
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
  host('no time daemon', 'time.installed', 'apt-get remove -y chrony', 'apt-get install -y chrony'),
  servers('a time server that nobody has', 'time.synced', 'server 192.0.2.123 iburst'),
  servers('a time server of somebody else', 'time.source', 'pool 2.debian.pool.ntp.org iburst'),
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
  host(
    'no namespace to probe from',
    'net.probe',
    'systemctl disable --now vpnmesh-probe',
    'systemctl enable --now vpnmesh-probe',
  ),
  host(
    'nobody closes SSH',
    'ssh.expiry',
    'systemctl disable --now vpnmesh-ssh-expiry.timer',
    'systemctl enable --now vpnmesh-ssh-expiry.timer',
  ),
  host(
    'an older OpenSSL',
    'os.security-updates',
    'apt-get install -y --allow-downgrades openssl=3.0.14-1~deb12u2',
    'apt-get install -y openssl',
  ),
  host('a disk that something fills', 'os.disk-space', 'fallocate -l 6000M /var/log/core', 'rm /var/log/core'),
  host('a reboot wanted', 'os.reboot-required', 'touch /run/reboot-required', 'rm /run/reboot-required'),
  host(
    'no CloudWatch agent',
    'logs.agent-installed',
    'apt-get remove -y amazon-cloudwatch-agent',
    'apt-get install -y amazon-cloudwatch-agent && systemctl enable --now amazon-cloudwatch-agent',
  ),
  host(
    'logins shipped to another stream',
    'logs.files-collected',
    `sed -i 's#"secure/#"logins/#' ${agentConfig}`,
    `sed -i 's#"logins/#"secure/#' ${agentConfig}`,
  ),
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
];
