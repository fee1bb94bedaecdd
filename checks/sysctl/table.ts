/** Kernel settings of a router that terminates tunnels: one row per check. */
import type { Severity } from '#audit/check.ts';

/** How the kernel combines `all` and the interface's own value (ip-sysctl.rst). */
type Combination = 'or' | 'and' | 'max' | 'own';

export interface SysctlRow {
  readonly name: string;
  readonly severity: Severity;
  /** Below net.ipv4., or below net.ipv4.conf.<interface>. where `combination` says how. */
  readonly keys: readonly string[];
  readonly combination?: Combination;
  /** The exact value, or the minimum if `least` is set. */
  readonly value: string;
  readonly least?: true;
  /** Only `conf.all`: the kernel reads no other. */
  readonly allOnly?: true;
  readonly title: string;
  readonly why: string;
}

export const sysctlRows: readonly SysctlRow[] = [
  {
    name: 'ip-forward',
    severity: 'critical',
    keys: ['ip_forward'],
    value: '1',
    title: 'IP forwarding is on (ip_forward)',
    why: 'Without forwarding a concentrator drops what its VPC sends to the mesh. Lynis and other scanners ask for the opposite: right for hosts that do not route, wrong here.',
  },
  {
    name: 'send-redirects',
    severity: 'high',
    keys: ['send_redirects'],
    combination: 'or',
    value: '0',
    title: 'ICMP redirects are not sent (send_redirects)',
    why: 'Packets enter and leave through one interface, so the kernel would redirect senders to a route that does not exist.',
  },
  {
    name: 'accept-redirects',
    severity: 'high',
    keys: ['accept_redirects'],
    combination: 'and',
    value: '0',
    title: 'ICMP redirects are not accepted (accept_redirects)',
    why: 'A redirect could divert traffic around the tunnels.',
  },
  {
    name: 'secure-redirects',
    severity: 'medium',
    keys: ['secure_redirects'],
    combination: 'or',
    value: '0',
    title: 'ICMP redirects from gateways are not accepted (secure_redirects)',
    why: 'A compromised gateway is still a gateway.',
  },
  {
    name: 'accept-source-route',
    severity: 'medium',
    keys: ['accept_source_route'],
    combination: 'and',
    value: '0',
    title: 'Source-routed packets are rejected',
    why: 'A source route lets the sender choose a path around rules and tunnels.',
  },
  {
    name: 'log-martians',
    severity: 'low',
    keys: ['log_martians'],
    combination: 'or',
    allOnly: true,
    value: '1',
    title: 'Martian packets are logged (log_martians)',
    why: 'Martians are the first sign of a spoofed source or a wrong route.',
  },
  {
    name: 'rp-filter',
    severity: 'medium',
    keys: ['rp_filter'],
    combination: 'max',
    value: '1',
    title: 'Reverse-path filtering is strict (rp_filter)',
    why: 'Without it the host forwards packets with spoofed sources. Strict mode works with policy-based IPsec.',
  },
  {
    name: 'icmp-echo-ignore-broadcasts',
    severity: 'medium',
    keys: ['icmp_echo_ignore_broadcasts'],
    value: '1',
    title: 'ICMP echo to broadcast addresses is ignored',
    why: 'Many hosts would answer one packet (smurf attack).',
  },
  {
    name: 'icmp-ignore-bogus-error-responses',
    severity: 'low',
    keys: ['icmp_ignore_bogus_error_responses'],
    value: '1',
    title: 'Bogus ICMP error responses are ignored',
    why: 'Logging them fills the disk.',
  },
  {
    name: 'tcp-syncookies',
    severity: 'medium',
    keys: ['tcp_syncookies'],
    value: '1',
    title: 'SYN cookies are on',
    why: 'Without SYN cookies a SYN flood locks the operator out.',
  },
  {
    name: 'tcp-max-syn-backlog',
    severity: 'low',
    keys: ['tcp_max_syn_backlog'],
    value: '1280',
    least: true,
    title: 'SYN backlog is at least 1280',
    why: 'A short flood fills a short backlog.',
  },
  {
    name: 'tcp-mtu-probing',
    severity: 'medium',
    keys: ['tcp_mtu_probing'],
    value: '1',
    title: 'TCP MTU probing is on',
    why: 'The host’s own connections would hang behind an ICMP black hole.',
  },
  {
    name: 'xfrm-enabled',
    severity: 'critical',
    keys: ['disable_xfrm', 'disable_policy'],
    combination: 'own',
    value: '0',
    title: 'No interface has IPsec disabled (disable_xfrm, disable_policy)',
    why: 'With IPsec disabled the kernel sends tunnel traffic unencrypted, or accepts traffic that came through no tunnel.',
  },
];
