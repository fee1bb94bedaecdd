/** What a host's image is made of, per distribution the product knows by name. */
export interface ImageRecipe {
  /** In the product's words. */
  readonly image: string;
  /** The suite's name in the distribution's archive. */
  readonly suite: string;
  /**
   * What the offline repository holds besides what these need. Each group is resolved on
   * its own, because time daemons and the two faces of strongSwan exclude each other.
   */
  readonly packages: readonly (readonly string[])[];
}

const everything: readonly (readonly string[])[] = [
  ['charon-systemd', 'strongswan-swanctl', 'libstrongswan-standard-plugins', 'libstrongswan-extra-plugins'],
  ['libcharon-extra-plugins', 'libcharon-extauth-plugins', 'strongswan-pki'],
  ['strongswan', 'strongswan-starter'],
  ['chrony'],
  ['ntpsec'],
  ['nftables', 'conntrack', 'iptables'],
  ['rsyslog', 'logrotate', 'cron'],
  ['unattended-upgrades', 'needrestart', 'apt-listchanges', 'python3-apt', 'debsums'],
  ['tcpdump', 'iputils-tracepath', 'netcat-openbsd', 'iperf3', 'dnsutils', 'jq', 'socat', 'ethtool'],
  ['openssl', 'gpg', 'acl', 'ufw', 'fail2ban'],
];

export const recipes: readonly ImageRecipe[] = [{ image: 'debian-12', suite: 'bookworm', packages: everything }];
