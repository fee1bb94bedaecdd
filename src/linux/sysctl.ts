/** Kernel settings of a router that terminates tunnels, and the file that keeps them. */

export interface SysctlSetting {
  readonly key: string;
  readonly value: string;
}

/** Settings per interface. `all` and `default` do not change an interface that exists, so each is set by itself. */
const perInterface: readonly SysctlSetting[] = [
  { key: 'send_redirects', value: '0' },
  { key: 'accept_source_route', value: '0' },
  { key: 'accept_redirects', value: '0' },
  { key: 'secure_redirects', value: '0' },
  { key: 'rp_filter', value: '1' },
];

const global: readonly SysctlSetting[] = [
  { key: 'net.ipv4.conf.all.log_martians', value: '1' },
  { key: 'net.ipv4.icmp_echo_ignore_broadcasts', value: '1' },
  { key: 'net.ipv4.icmp_ignore_bogus_error_responses', value: '1' },
  { key: 'net.ipv4.tcp_syncookies', value: '1' },
  { key: 'net.ipv4.tcp_mtu_probing', value: '1' },
];

/** At least this; the kernel's own default grows with memory and is never lowered. */
export const leastSynBacklog = 1280;

/** Sorts after 99-sysctl.conf (a link to /etc/sysctl.conf), so it is the last writer (sysctl.d(5)). */
export const sysctlPath = '/etc/sysctl.d/99-vpnmesh.conf';

/** ip_forward leads: changing it resets accept_redirects (kernel, ip-sysctl.rst). */
export const globalSettings: readonly SysctlSetting[] = [{ key: 'net.ipv4.ip_forward', value: '1' }, ...global];

/** Names below net.ipv4.conf.<interface>., with the value every interface must have. */
export const interfaceSettings = perInterface;

/**
 * The file without its last line: the host adds tcp_max_syn_backlog, which depends on what it has.
 * The patterns reach interfaces that are there when systemd-sysctl runs, and through udev's
 * 99-systemd.rules those that come later; without udev a new interface starts from `default`.
 */
export function renderSysctl(header: string): string {
  const pattern = (name: string): readonly SysctlSetting[] =>
    perInterface.map(({ key, value }) => ({ key: `net.ipv4.conf.${name}.${key}`, value }));
  const all = [...globalSettings, ...pattern('all'), ...pattern('default'), ...pattern('*')];
  return [header, ...all.map(({ key, value }) => `${key} = ${value}`), ''].join('\n');
}
