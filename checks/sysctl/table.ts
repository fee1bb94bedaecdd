/** Kernel settings of a router that terminates tunnels: one row a check. */
import type { Severity } from '#audit/check.ts';

/** How the kernel makes one value of `all` and the interface's own (ip-sysctl.rst). */
type Combination = 'or' | 'and' | 'max' | 'own';

export interface SysctlRow {
  readonly name: string;
  readonly severity: Severity;
  /** Below net.ipv4., or below net.ipv4.conf.<interface>. where `combination` says how. */
  readonly keys: readonly string[];
  readonly combination?: Combination;
  /** The value, or the least one. */
  readonly value: string;
  readonly least?: true;
  /** `conf.all` alone: the kernel asks no other. */
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
    title: 'The kernel forwards',
    why: 'A concentrator that does not forward drops what its VPC sends into the mesh. Lynis and other scanners ask for the opposite: that is right for hosts that do not route, and wrong here.',
  },
  {
    name: 'send-redirects',
    severity: 'high',
    keys: ['send_redirects'],
    combination: 'or',
    value: '0',
    title: 'No ICMP redirects are sent',
    why: 'Packets come in and leave by one interface, so the kernel would tell senders of a better way that does not exist.',
  },
  {
    name: 'accept-redirects',
    severity: 'high',
    keys: ['accept_redirects'],
    combination: 'and',
    value: '0',
    title: 'No ICMP redirects are accepted',
    why: 'Anybody on the way could talk traffic out of the tunnels.',
  },
  {
    name: 'secure-redirects',
    severity: 'medium',
    keys: ['secure_redirects'],
    combination: 'or',
    value: '0',
    title: 'No redirects are accepted from gateways either',
    why: 'A gateway that was taken over is a gateway still.',
  },
  {
    name: 'accept-source-route',
    severity: 'medium',
    keys: ['accept_source_route'],
    combination: 'and',
    value: '0',
    title: 'Source routed packets are not accepted',
    why: 'The sender would choose the way, around rules and tunnels.',
  },
  {
    name: 'log-martians',
    severity: 'low',
    keys: ['log_martians'],
    combination: 'or',
    allOnly: true,
    value: '1',
    title: 'Packets from impossible addresses are logged',
    why: 'They are the first sign of a spoofed sender or of a wrong route.',
  },
  {
    name: 'rp-filter',
    severity: 'medium',
    keys: ['rp_filter'],
    combination: 'max',
    value: '1',
    title: 'Senders are checked against the way back to them',
    why: 'Spoofed packets would be forwarded. Policy-based IPsec is at peace with 1.',
  },
  {
    name: 'icmp-echo-ignore-broadcasts',
    severity: 'medium',
    keys: ['icmp_echo_ignore_broadcasts'],
    value: '1',
    title: 'Pings to broadcast addresses are ignored',
    why: 'One packet would be answered by many hosts.',
  },
  {
    name: 'icmp-ignore-bogus-error-responses',
    severity: 'low',
    keys: ['icmp_ignore_bogus_error_responses'],
    value: '1',
    title: 'Bogus ICMP errors are ignored',
    why: 'They would fill the log.',
  },
  {
    name: 'tcp-syncookies',
    severity: 'medium',
    keys: ['tcp_syncookies'],
    value: '1',
    title: 'SYN cookies are on',
    why: 'A SYN flood would keep the operator from logging in.',
  },
  {
    name: 'tcp-max-syn-backlog',
    severity: 'low',
    keys: ['tcp_max_syn_backlog'],
    value: '1280',
    least: true,
    title: 'At least 1280 half-open connections have room',
    why: 'A short backlog is full after a short flood.',
  },
  {
    name: 'tcp-mtu-probing',
    severity: 'medium',
    keys: ['tcp_mtu_probing'],
    value: '1',
    title: 'TCP finds the path MTU where ICMP is lost',
    why: 'Connections of the host itself would hang behind a black hole.',
  },
  {
    name: 'xfrm-enabled',
    severity: 'critical',
    keys: ['disable_xfrm', 'disable_policy'],
    combination: 'own',
    value: '0',
    title: 'IPsec is not switched off on an interface',
    why: 'With it the kernel sends in clear what belongs in a tunnel, or takes what comes out of none.',
  },
];
