/** The nftables table of a concentrator: ours alone, beside whatever the operator has. */

export interface FirewallInput {
  /** Every network of the mesh, own ones included: from there nobody logs in to the host. */
  readonly meshCidrs: readonly string[];
  /** What must go through a tunnel or not at all. */
  readonly remoteCidrs: readonly string[];
  readonly sshFromMesh: boolean;
  /** `kernel`: IPsec is a property of a packet's route. `libipsec`: of the interface it leaves by. */
  readonly dataplane: 'kernel' | 'libipsec';
}

export const firewallPath = '/etc/nftables.d/vpnmesh.nft';

/**
 * Fits ESP-GCM in UDP over 1,500 bytes and libipsec's 1,400-byte interface with room to spare.
 * Clamping to the path MTU would not do: the interface says 9001 while the Internet carries 1500.
 */
export const segmentSize = 1360;

/** Loaded as one transaction: the empty declaration lets the deletion succeed the first time. */
export function renderFirewall(header: string, input: FirewallInput): string {
  const { meshCidrs, remoteCidrs, sshFromMesh } = input;
  const clear = input.dataplane === 'kernel' ? 'rt ipsec missing' : 'oifname != "ipsec0"';
  const clamp = (match: string): string =>
    `    ${match} tcp flags syn tcp option maxseg size > ${segmentSize} tcp option maxseg size set ${segmentSize}`;
  const failClosed = `    ip daddr @remote ${clear} counter drop comment "no tunnel: not in clear either"`;
  return `${header}
table inet vpnmesh
delete table inet vpnmesh
table inet vpnmesh {
${renderSet('mesh', meshCidrs)}
${renderSet('remote', remoteCidrs)}
  chain forward {
    type filter hook forward priority filter; policy accept;
${failClosed}
  }
  chain output {
    type filter hook output priority filter; policy accept;
${failClosed}
  }
  chain input {
    type filter hook input priority filter; policy accept;
${sshFromMesh ? '' : '    ip saddr @mesh tcp dport 22 counter drop comment "no login from the mesh"\n'}  }
  chain clamp_forward {
    type filter hook forward priority mangle; policy accept;
${clamp('ip saddr @remote')}
${clamp('ip daddr @remote')}
  }
  chain clamp_output {
    type filter hook output priority mangle; policy accept;
${clamp('ip daddr @remote')}
  }
  chain clamp_input {
    type filter hook input priority mangle; policy accept;
${clamp('ip saddr @remote')}
  }
}
`;
}

function renderSet(name: string, cidrs: readonly string[]): string {
  const elements = cidrs.length === 0 ? '' : `\n    elements = { ${cidrs.join(', ')} }`;
  return `  set ${name} {
    type ipv4_addr
    flags interval
    auto-merge${elements}
  }`;
}
