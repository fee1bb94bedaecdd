/** /proc and /sys as far as anybody asks: kernel settings with a fresh kernel's values, interfaces, the boot's identity. */
import { randomUUID } from 'node:crypto';
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';

export const interfaceName = 'ens5';

/** Of a Debian 12 kernel on EC2 before anybody changes anything. */
const settings: Readonly<Record<string, string>> = {
  'net/ipv4/ip_forward': '0',
  'net/ipv4/icmp_echo_ignore_broadcasts': '1',
  'net/ipv4/icmp_echo_ignore_all': '0',
  'net/ipv4/icmp_ignore_bogus_error_responses': '1',
  'net/ipv4/tcp_syncookies': '1',
  'net/ipv4/tcp_mtu_probing': '0',
  'net/ipv4/tcp_max_syn_backlog': '128',
  'net/ipv4/ip_no_pmtu_disc': '0',
  'net/ipv4/tcp_timestamps': '1',
  'net/ipv4/conf/all/log_martians': '0',
  'net/core/rmem_max': '212992',
  'net/core/wmem_max': '212992',
  'net/core/default_qdisc': 'fq_codel',
  'kernel/hostname': '',
  'kernel/osrelease': '6.1.0-28-cloud-amd64',
  'kernel/ostype': 'Linux',
  'kernel/randomize_va_space': '2',
  'kernel/dmesg_restrict': '1',
  'kernel/kptr_restrict': '0',
  'fs/protected_hardlinks': '1',
  'fs/protected_symlinks': '1',
  'vm/swappiness': '60',
};

/** Per interface; `all` differs where the kernel's own does. */
const perInterface: Readonly<Record<string, string>> = {
  forwarding: '0',
  send_redirects: '1',
  accept_source_route: '1',
  accept_redirects: '1',
  secure_redirects: '1',
  rp_filter: '0',
  shared_media: '1',
  arp_ignore: '0',
  proxy_arp: '0',
  disable_xfrm: '0',
  disable_policy: '0',
  log_martians: '0',
};

export async function mountProc(
  fs: HostFs,
  machine: { readonly hostname: string; readonly mac: string },
): Promise<void> {
  for (const folder of ['/proc/sys', '/sys', '/run', '/tmp']) await fs.rm(folder, { recursive: true, force: true });
  for (const [key, value] of Object.entries({ ...settings, 'kernel/hostname': machine.hostname })) {
    fs.writeFileSync(`/proc/sys/${key}`, `${value}\n`);
  }
  for (const name of ['all', 'default', 'lo', interfaceName]) {
    for (const [key, value] of Object.entries(perInterface)) {
      const own = name === 'all' && key === 'accept_source_route' ? '0' : value;
      fs.writeFileSync(`/proc/sys/net/ipv4/conf/${name}/${key}`, `${own}\n`);
    }
  }
  fs.writeFileSync('/proc/sys/kernel/random/boot_id', `${randomUUID()}\n`);
  for (const [name, mtu, mac] of [
    ['lo', 65_536, '00:00:00:00:00:00'],
    [interfaceName, 9001, machine.mac],
  ] as const) {
    fs.writeFileSync(`/sys/class/net/${name}/mtu`, `${mtu}\n`);
    fs.writeFileSync(`/sys/class/net/${name}/address`, `${mac}\n`);
    fs.writeFileSync(`/sys/class/net/${name}/operstate`, 'up\n');
  }
  fs.mkdirSync('/run/lock', { recursive: true });
  fs.mkdirSync('/tmp', { recursive: true });
  await fs.chmod('/tmp', 0o1777);
  fs.writeFileSync('/proc/version', `Linux version ${settings['kernel/osrelease']} (debian-kernel@lists.debian.org)\n`);
  fs.writeFileSync('/proc/1/comm', 'systemd\n');
  // Field 22 is when init began, in ticks since the machine's own start: another number, another boot.
  const fields = ['1', '(systemd)', 'S', ...Array.from({ length: 18 }, () => '0'), String(Date.now() % 1e9), '0', '0'];
  fs.writeFileSync('/proc/1/stat', `${fields.join(' ')}\n`);
}
