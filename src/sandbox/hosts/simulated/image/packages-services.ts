/** The other services that a concentrator gets or that a stranger may install, as Debian 12 has them; and the stand-in for Amazon's agent. */
import { type PackageContent, service } from './package-content.ts';

export const services: Readonly<Record<string, PackageContent>> = {
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
};
