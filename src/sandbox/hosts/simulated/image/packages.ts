/** What Debian 12's packages bring to a host here: versions, files, units and the commands that are there only with them. */

export interface PackageUnit {
  readonly name: string;
  readonly text: string;
  /** Started and enabled by the installation, as Debian's maintainer scripts do it. */
  readonly enabled: boolean;
}

export interface PackageContent {
  /** What the security archive has. */
  readonly version: string;
  /** What the release itself still has beside it. */
  readonly older?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly units?: readonly PackageUnit[];
  /** Commands that are not there without it. */
  readonly commands?: readonly string[];
  /** Installed along. */
  readonly depends?: readonly string[];
  /** Removed by its installation. */
  readonly conflicts?: readonly string[];
}

const service = (
  description: string,
  start: string,
  more: readonly string[] = [],
  wantedBy = 'multi-user.target',
): string =>
  [
    '[Unit]',
    `Description=${description}`,
    '',
    '[Service]',
    `ExecStart=${start}`,
    ...more,
    '',
    '[Install]',
    `WantedBy=${wantedBy}`,
    '',
  ].join('\n');

const swanctl = '/usr/sbin/swanctl';

/** Of the image, or of the mirror: what apt knows. */
export const catalogue: Readonly<Record<string, PackageContent>> = {
  'charon-systemd': {
    version: '5.9.8-5+deb12u1',
    older: '5.9.8-5',
    depends: ['libstrongswan', 'strongswan-libcharon', 'strongswan-swanctl'],
    units: [
      {
        name: 'strongswan.service',
        enabled: true,
        text: service('strongSwan IPsec IKEv1/IKEv2 daemon using swanctl', '/usr/sbin/charon-systemd', [
          'Type=notify',
          `ExecStartPost=${swanctl} --load-all --noprompt`,
          `ExecReload=${swanctl} --reload`,
          `ExecReload=${swanctl} --load-all --noprompt`,
          'Restart=on-abnormal',
        ]).replace('[Install]\n', '[Install]\nAlias=strongswan-swanctl.service\n'),
      },
    ],
  },
  'strongswan-swanctl': {
    version: '5.9.8-5+deb12u1',
    older: '5.9.8-5',
    commands: ['swanctl'],
    files: {
      '/etc/swanctl/swanctl.conf':
        '# Section defining IKE connection configurations.\n# connections {\n# }\n# Include config snippets\ninclude conf.d/*.conf\n',
      ...Object.fromEntries(
        ['conf.d', 'private', 'pubkey', 'x509', 'x509ca', 'rsa', 'pkcs8'].map((name) => [`/etc/swanctl/${name}/`, '']),
      ),
    },
  },
  libstrongswan: {
    version: '5.9.8-5+deb12u1',
    older: '5.9.8-5',
    files: {
      '/etc/strongswan.conf':
        'charon {\n  load_modular = yes\n  plugins {\n    include strongswan.d/charon/*.conf\n  }\n}\ninclude strongswan.d/*.conf\n',
      '/etc/strongswan.d/charon/': '',
    },
  },
  'strongswan-libcharon': { version: '5.9.8-5+deb12u1', older: '5.9.8-5' },
  'strongswan-starter': {
    version: '5.9.8-5+deb12u1',
    older: '5.9.8-5',
    commands: ['ipsec'],
    units: [
      {
        name: 'strongswan-starter.service',
        enabled: true,
        text: service('strongSwan IPsec IKEv1/IKEv2 daemon using ipsec.conf', '/usr/sbin/ipsec start --nofork'),
      },
    ],
  },
  'libstrongswan-standard-plugins': { version: '5.9.8-5+deb12u1', older: '5.9.8-5' },
  'libcharon-extra-plugins': { version: '5.9.8-5+deb12u1', older: '5.9.8-5' },
  chrony: {
    version: '4.3-2+deb12u1',
    commands: ['chronyc', 'chronyd'],
    conflicts: ['systemd-timesyncd'],
    files: {
      '/etc/chrony/chrony.conf':
        '# Welcome to the chrony configuration file.\nconfdir /etc/chrony/conf.d\npool 2.debian.pool.ntp.org iburst\nsourcedir /run/chrony-dhcp\nsourcedir /etc/chrony/sources.d\nkeyfile /etc/chrony/chrony.keys\ndriftfile /var/lib/chrony/chrony.drift\nntsdumpdir /var/lib/chrony\nlogdir /var/log/chrony\nmaxupdateskew 100.0\nrtcsync\nmakestep 1 3\nleapsectz right/UTC\n',
      '/etc/chrony/conf.d/': '',
      '/etc/chrony/sources.d/': '',
    },
    units: [
      {
        name: 'chrony.service',
        enabled: true,
        text: service('chrony, an NTP client/server', '/usr/sbin/chronyd', ['Type=forking']).replace(
          '[Install]\n',
          '[Install]\nAlias=chronyd.service\n',
        ),
      },
    ],
  },
  'systemd-timesyncd': {
    version: '252.33-1~deb12u1',
    units: [
      {
        name: 'systemd-timesyncd.service',
        enabled: true,
        text: service('Network Time Synchronization', '/lib/systemd/systemd-timesyncd', [], 'sysinit.target'),
      },
    ],
  },
  nftables: {
    version: '1.0.6-2+deb12u2',
    commands: ['nft'],
    files: {
      '/etc/nftables.conf':
        '#!/usr/sbin/nft -f\n\nflush ruleset\n\ntable inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter;\n\t}\n\tchain forward {\n\t\ttype filter hook forward priority filter;\n\t}\n\tchain output {\n\t\ttype filter hook output priority filter;\n\t}\n}\n',
    },
    units: [
      {
        name: 'nftables.service',
        enabled: false,
        text: service(
          'nftables',
          '/usr/sbin/nft -f /etc/nftables.conf',
          [
            'Type=oneshot',
            'RemainAfterExit=yes',
            'ExecReload=/usr/sbin/nft -f /etc/nftables.conf',
            'ExecStop=/usr/sbin/nft flush ruleset',
          ],
          'sysinit.target',
        ),
      },
    ],
  },
  'unattended-upgrades': {
    version: '2.9.1+nmu3',
    files: {
      '/etc/apt/apt.conf.d/50unattended-upgrades':
        // biome-ignore lint/suspicious/noTemplateCurlyInString: apt's and dpkg's own notation
        'Unattended-Upgrade::Origins-Pattern {\n        "origin=Debian,codename=${distro_codename},label=Debian";\n        "origin=Debian,codename=${distro_codename}-security,label=Debian-Security";\n};\n',
      '/etc/apt/apt.conf.d/20auto-upgrades':
        'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n',
    },
    units: [
      {
        name: 'unattended-upgrades.service',
        enabled: true,
        text: service(
          'Unattended Upgrades Shutdown',
          '/usr/share/unattended-upgrades/unattended-upgrade-shutdown --wait-for-signal',
        ),
      },
    ],
  },
  auditd: {
    version: '1:3.0.9-1',
    commands: ['auditctl', 'augenrules', 'ausearch', 'aureport'],
    files: {
      '/etc/audit/auditd.conf':
        'log_file = /var/log/audit/audit.log\nlog_format = ENRICHED\nmax_log_file = 8\nnum_logs = 5\n',
      '/etc/audit/rules.d/audit.rules': '-D\n-b 8192\n--backlog_wait_time 60000\n-f 1\n',
      '/var/log/audit/': '',
    },
    units: [
      {
        name: 'auditd.service',
        enabled: true,
        text: service('Security Auditing Service', '/sbin/auditd', ['Type=forking']),
      },
    ],
  },
  rsyslog: {
    version: '8.2302.0-1+deb12u1',
    files: {
      '/etc/rsyslog.conf':
        'module(load="imuxsock")\n$IncludeConfig /etc/rsyslog.d/*.conf\n*.*;auth,authpriv.none -/var/log/syslog\nauth,authpriv.* /var/log/auth.log\n',
      '/etc/rsyslog.d/': '',
    },
    units: [
      {
        name: 'rsyslog.service',
        enabled: true,
        text: service('System Logging Service', '/usr/sbin/rsyslogd -n -iNONE', [
          'Type=notify',
          'Restart=on-failure',
        ]).replace('[Install]\n', '[Install]\nAlias=syslog.service\n'),
      },
    ],
  },
  logrotate: {
    version: '3.21.0-1',
    commands: ['logrotate'],
    files: { '/etc/logrotate.conf': 'weekly\nrotate 4\ncreate\ninclude /etc/logrotate.d\n', '/etc/logrotate.d/': '' },
    units: [
      {
        name: 'logrotate.timer',
        enabled: true,
        text: '[Unit]\nDescription=Daily rotation of log files\n\n[Timer]\nOnCalendar=daily\n\n[Install]\nWantedBy=timers.target\n',
      },
    ],
  },
  'amazon-cloudwatch-agent': {
    version: '1.300000.0-sandbox',
    commands: ['amazon-cloudwatch-agent-ctl'],
    files: {
      '/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl':
        '#!/bin/sh\namazon-cloudwatch-agent-ctl "$@"\n',
      '/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/': '',
      '/opt/aws/amazon-cloudwatch-agent/logs/': '',
    },
    units: [
      {
        name: 'amazon-cloudwatch-agent.service',
        enabled: false,
        text: service('Amazon CloudWatch Agent', '/opt/aws/amazon-cloudwatch-agent/bin/start-amazon-cloudwatch-agent', [
          'Restart=on-failure',
          'RestartSec=60s',
        ]),
      },
    ],
  },
  openssl: { version: '3.0.15-1~deb12u1', older: '3.0.14-1~deb12u2', commands: ['openssl'] },
  'openssh-server': {
    version: '1:9.2p1-2+deb12u4',
    units: [
      {
        name: 'ssh.service',
        enabled: true,
        text: service('OpenBSD Secure Shell server', '/usr/sbin/sshd -D', [
          'Type=notify',
          'Restart=on-failure',
          'ExecReload=/bin/kill -HUP $MAINPID',
        ]).replace('[Install]\n', '[Install]\nAlias=sshd.service\n'),
      },
    ],
  },
  'openssh-client': { version: '1:9.2p1-2+deb12u4' },
  iproute2: { version: '6.1.0-3', commands: ['ip', 'ss'] },
  'iputils-ping': { version: '3:20221126-1+deb12u1', commands: ['ping'] },
  'iputils-tracepath': { version: '3:20221126-1+deb12u1', commands: ['tracepath'] },
  conntrack: { version: '1:1.4.7-1+b2', commands: ['conntrack'] },
  kmod: { version: '30+20221128-1', commands: ['modprobe', 'lsmod'] },
  procps: { version: '2:4.0.2-3', commands: ['sysctl', 'ps', 'pgrep', 'pkill', 'free', 'uptime', 'kill', 'pidof'] },
  cron: {
    version: '3.0pl1-162',
    units: [
      {
        name: 'cron.service',
        enabled: true,
        text: service('Regular background program processing daemon', '/usr/sbin/cron -f'),
      },
    ],
  },
  curl: { version: '7.88.1-10+deb12u8', commands: ['curl'] },
  'cloud-init': { version: '22.4.2-1+deb12u2', commands: ['cloud-init'] },
  gpg: { version: '2.2.40-1.1' },
  ...Object.fromEntries(
    [
      'sudo',
      'systemd',
      'python3',
      'bash',
      'dash',
      'coreutils',
      'ca-certificates',
      'gnupg',
      'libc6',
      'util-linux',
      'apt',
      'dpkg',
      'less',
      'nano',
      'linux-image-cloud-amd64',
      'man-db',
      'ntpsec',
      'jq',
      'tcpdump',
      'vim-tiny',
    ].map((name) => [name, { version: '1.0-1+deb12' }]),
  ),
};

/** What Debian's EC2 image has from the start. */
export const inImage: readonly string[] = [
  'openssl',
  'openssh-server',
  'openssh-client',
  'iproute2',
  'iputils-ping',
  'iputils-tracepath',
  'kmod',
  'procps',
  'cron',
  'curl',
  'cloud-init',
  'systemd-timesyncd',
  'sudo',
  'systemd',
  'python3',
  'bash',
  'dash',
  'coreutils',
  'ca-certificates',
  'gnupg',
  'gpg',
  'libc6',
  'util-linux',
  'apt',
  'dpkg',
  'less',
  'nano',
  'linux-image-cloud-amd64',
];
