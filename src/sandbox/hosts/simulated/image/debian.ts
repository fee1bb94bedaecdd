/** A disk as Debian 12's EC2 image leaves it before its first boot. */
import type { HostSpec } from '#sandbox/hosts/backend.ts';
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import { unpack } from './install.ts';
import { inImage } from './packages-base.ts';

const kernel = '6.1.0-28-cloud-amd64';

const osRelease = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
`;

const sshd = `Include /etc/ssh/sshd_config.d/*.conf

KbdInteractiveAuthentication no
UsePAM yes
X11Forwarding yes
PrintMotd no
AcceptEnv LANG LC_*
Subsystem	sftp	/usr/lib/openssh/sftp-server
PasswordAuthentication no
PermitRootLogin prohibit-password
ClientAliveInterval 120
`;

export interface FirstBoot {
  readonly host: HostSpec;
  readonly hostname: string;
  readonly privateIp: string;
  /** OpenSSH line of the host's own key. */
  readonly hostPublicKey: string;
  readonly machineId: string;
}

export async function layImage(
  fs: HostFs,
  { host, hostname, privateIp, hostPublicKey, machineId }: FirstBoot,
): Promise<void> {
  const files: readonly (readonly [string, string, number?])[] = [
    ['/etc/os-release', osRelease],
    ['/etc/debian_version', '12.8\n'],
    ['/etc/hostname', `${hostname}\n`],
    [
      '/etc/hosts',
      `127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n${privateIp} ${hostname}.${host.region}.compute.internal ${hostname}\n`,
    ],
    ['/etc/machine-id', `${machineId}\n`],
    ['/etc/passwd', `root:x:0:0:root:/root:/bin/bash\n${host.user}:x:1000:1000:Debian:/home/${host.user}:/bin/bash\n`],
    ['/etc/group', `root:x:0:\nadm:x:4:${host.user}\nsudo:x:27:${host.user}\n${host.user}:x:1000:\n`],
    ['/etc/shadow', `root:*:19000:0:99999:7:::\n${host.user}:!:19000:0:99999:7:::\n`, 0o640],
    ['/etc/ssh/sshd_config', sshd],
    ['/etc/ssh/ssh_host_ed25519_key.pub', `${hostPublicKey}\n`],
    ['/etc/sudoers.d/90-cloud-init-users', `# Created by cloud-init\n${host.user} ALL=(ALL) NOPASSWD:ALL\n`, 0o440],
    ['/etc/sysctl.conf', '# /etc/sysctl.conf - Configuration file for setting system variables\n'],
    [
      '/etc/apt/sources.list',
      'deb http://archive.sandbox.internal/debian bookworm main\ndeb http://security.sandbox.internal/debian-security bookworm-security main\n',
    ],
    ['/etc/cloud/cloud.cfg', 'users: [default]\ndisable_root: true\n'],
    ['/var/log/cloud-init-output.log', 'Cloud-init v. 22.4.2 finished.\n'],
    [`/boot/vmlinuz-${kernel}`, 'kernel\n'],
    [
      '/lib/systemd/system/apt-daily.timer',
      '[Unit]\nDescription=Daily apt download activities\n\n[Timer]\nOnCalendar=*-*-* 6,18:00\n\n[Install]\nWantedBy=timers.target\n',
    ],
    [
      '/lib/systemd/system/apt-daily-upgrade.timer',
      '[Unit]\nDescription=Daily apt upgrade and clean activities\n\n[Timer]\nOnCalendar=*-*-* 6:00\n\n[Install]\nWantedBy=timers.target\n',
    ],
    ...(host.publicKey === undefined
      ? []
      : ([[`/home/${host.user}/.ssh/authorized_keys`, `${host.publicKey.trim()}\n`, 0o600]] as const)),
  ];
  for (const [path, text, mode] of files) await fs.put(path, text, mode ?? 0o644);
  for (const folder of [
    '/root',
    '/etc/ssh/sshd_config.d',
    '/etc/sysctl.d',
    '/var/log',
    '/var/lib/apt/lists',
    '/usr/local/lib',
    '/usr/local/sbin',
    `/home/${host.user}`,
    '/etc/systemd/system/timers.target.wants',
  ]) {
    await fs.mkdir(folder, { recursive: true });
  }
  await fs.chmod('/root', 0o700);
  if (host.publicKey !== undefined) await fs.chmod(`/home/${host.user}/.ssh`, 0o700);
  await fs.symlink('../sysctl.conf', '/etc/sysctl.d/99-sysctl.conf').catch(() => undefined);
  for (const timer of ['apt-daily.timer', 'apt-daily-upgrade.timer']) {
    await fs.symlink(`/lib/systemd/system/${timer}`, `/etc/systemd/system/timers.target.wants/${timer}`);
  }
  for (const name of inImage) await unpack(fs, name);
}
