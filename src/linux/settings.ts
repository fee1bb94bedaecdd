/** Configuration files of the services around the tunnels: time, login, updates, logs. */

export const chronyPath = '/etc/chrony/conf.d/vpnmesh.conf';

/** Amazon Time Sync, link-local in every VPC; the polling interval is the one AWS recommends for it. */
const amazonTimeSync = '169.254.169.123';

/** @param servers addresses or names; names of pools are used as pools */
export function renderChrony(header: string, servers: readonly string[]): string {
  const line = (server: string): string => {
    if (server === amazonTimeSync) return `server ${server} prefer iburst minpoll 4 maxpoll 4`;
    return `${server.endsWith('pool.ntp.org') ? 'pool' : 'server'} ${server} iburst`;
  };
  return [header, ...servers.map(line), ''].join('\n');
}

/** sshd takes the first value it reads, so this must sort before what cloud-init writes (sshd_config(5)). */
export const sshdPath = '/etc/ssh/sshd_config.d/00-vpnmesh.conf';

export function renderSshd(header: string): string {
  return `${header}
PermitRootLogin no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitEmptyPasswords no
X11Forwarding no
MaxAuthTries 6
KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp384
Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr
MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-512
`;
}

export const aptPath = '/etc/apt/apt.conf.d/52vpnmesh';

/** Security updates by themselves; a reboot stays a decision of the operator. */
export function renderUnattendedUpgrades(header: string): string {
  return `${header}
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
Unattended-Upgrade::Automatic-Reboot "false";
`;
}

export const rsyslogPath = '/etc/rsyslog.d/30-vpnmesh.conf';
export const charonLog = '/var/log/charon.log';
/** Reports of the facts beacon, a line or more each. */
export const factsLog = '/var/log/vpnmesh-facts.log';

/**
 * charon-systemd writes to the journal only; rsyslog gets it from there. Not a filelog of
 * charon's own: Debian's AppArmor profile does not let charon write below /var/log.
 */
export function renderRsyslog(header: string): string {
  return `${header}
:programname, startswith, "charon" ${charonLog}
`;
}

export const logrotatePath = '/etc/logrotate.d/vpnmesh';

export function renderLogrotate(header: string): string {
  return `${header}
${charonLog} {
  weekly
  rotate 4
  missingok
  notifempty
  compress
  delaycompress
  postrotate
    /usr/lib/rsyslog/rsyslog-rotate
  endscript
}
${factsLog} {
  daily
  rotate 1
  missingok
  notifempty
  compress
  delaycompress
}
`;
}
