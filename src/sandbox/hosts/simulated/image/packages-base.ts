/** What Debian's EC2 image is made of, and the tools beside it. */
import { type PackageContent, service } from './package-content.ts';

/** Nothing of theirs is looked at but that they are there. */
const ofTheSystem = [
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
];

export const base: Readonly<Record<string, PackageContent>> = {
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
    [...ofTheSystem, 'man-db', 'ntpsec', 'jq', 'tcpdump', 'vim-tiny'].map((name) => [name, { version: '1.0-1+deb12' }]),
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
  'gpg',
  ...ofTheSystem,
];
