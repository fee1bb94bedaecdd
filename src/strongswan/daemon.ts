/** Renders strongswan.conf snippets: how charon itself behaves. */

/**
 * A dead peer is given up after five sendings, 1.5 × (1 + 1.5 + 1.5² + 1.5³ + 1.5⁴) ≈ 20 s
 * (strongswan.conf(5), IKEv2 retransmission), not after the default 165 s: with dpd_delay 10s
 * a tunnel whose other end was killed is back within a minute.
 */
export function renderDaemon(): string {
  return `charon {
  retransmit_tries = 4
  retransmit_timeout = 1.5
  retransmit_base = 1.5
  install_routes = yes
}
`;
}

/** What else comes with the package of extra plugins and would open sockets or answer ARP unasked. */
const unwanted = ['connmark', 'dhcp', 'farp', 'forecast', 'unity'];

/** ESP in user space over /dev/net/tun, for kernels without ESP. Loaded ahead of the kernel's own IPsec. */
export function renderLibipsec(): string {
  const plugin = (name: string, load: 'yes' | 'no'): string => `    ${name} {
      load = ${load}
    }
`;
  return `charon {
  plugins {
${plugin('kernel-libipsec', 'yes')}${unwanted.map((name) => plugin(name, 'no')).join('')}  }
}
`;
}
