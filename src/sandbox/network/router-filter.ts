import type { FirewallRule, NetworkInterface, NetworkVpc } from '#sandbox/hosts/backend.ts';
import { linkLocal, outermost } from './addresses.ts';
import { linkName } from './names.ts';

/**
 * The complete nftables ruleset of a VPC's router: Elastic IPs, source/dest check and the
 * interfaces' security groups. It replaces the previous one in a single transaction, so no
 * packet ever meets half of it, and what conntrack remembers outlives it, as flows on EC2
 * outlive the rule that let them in.
 */
export function routerFilter(vpc: NetworkVpc, interfaces: readonly NetworkInterface[]): string {
  const checked = interfaces.filter((one) => one.sourceDestCheck);
  const translated = publicAddresses(vpc, interfaces);
  const dispatch = (direction: 'in' | 'out'): string =>
    verdictMap(interfaces.map((one) => `"${linkName('e', one.id)}" : jump ${direction}_${linkName('e', one.id)}`));
  return `table ip vpnmesh
delete table ip vpnmesh
table ip vpnmesh {
  set checked { type ifname; ${elements(checked.map((one) => `"${linkName('e', one.id)}"`))} }
  set own { type ifname . ipv4_addr; ${elements(interfaces.map((one) => `"${linkName('e', one.id)}" . ${one.privateIp}`))} }
  set translated { type ipv4_addr; ${elements(translated.map(([, own]) => own))} }
  map inward { type ipv4_addr : ipv4_addr; ${elements(translated.map(([shown, own]) => `${shown} : ${own}`))} }
  map outward { type ipv4_addr : ipv4_addr; ${elements(translated.map(([shown, own]) => `${own} : ${shown}`))} }

  # Source/dest check, first half: a host speaks for no address but its own.
  chain source { type filter hook prerouting priority raw; policy accept;
    iifname @checked iifname . ip saddr != @own drop
  }
  chain inward_nat { type nat hook prerouting priority dstnat; policy accept;
    iifname "edge" dnat to ip daddr map @inward
  }
  chain outward_nat { type nat hook postrouting priority srcnat; policy accept;
    oifname "edge" snat to ip saddr map @outward
  }
  # The link-local services, which no security group applies to.
  chain services { type filter hook input priority filter; policy drop;
    iifname "lo" accept
    iifname != "edge" ip daddr ${linkLocal.metadata} tcp dport 80 accept
    iifname != "edge" ip daddr ${linkLocal.time} udp dport 123 accept
  }
  chain forward { type filter hook forward priority filter; policy drop;
    # Second half: what is handed to a host is addressed to it.
    oifname @checked oifname . ip daddr != @own drop
    # An Internet gateway translates or drops; a packet that nobody translated came by no Elastic IP.
    oifname "edge" ip saddr != @translated drop
    iifname "edge" ct status & (snat | dnat) == 0 drop
    ct state established,related accept
    ct state invalid drop
    ${dispatch('out').replace('KEY', 'iifname')}
    oifname "edge" accept
    ${dispatch('in').replace('KEY', 'oifname')}
  }
${interfaces.flatMap((one) => [groupChain('out', one), groupChain('in', one)]).join('\n')}
}
`;
}

/** Pairs of public and private address that the VPC's edge translates: those whose subnet has a way to the Internet. */
function publicAddresses(vpc: NetworkVpc, interfaces: readonly NetworkInterface[]): readonly [string, string][] {
  const open = new Set(
    vpc.subnets.filter((subnet) => subnet.routes.some((route) => route.target.kind === 'internet')).map(({ id }) => id),
  );
  return interfaces.flatMap((one): [string, string][] =>
    one.publicIp !== undefined && open.has(one.subnetId) ? [[one.publicIp, one.privateIp]] : [],
  );
}

/** What leaves a host returns to the forward chain when permitted, since its receiver has a say too; what enters is accepted. */
function groupChain(direction: 'in' | 'out', one: NetworkInterface): string {
  const [rules, field, verdict] =
    direction === 'in' ? ([one.ingress, 'saddr', 'accept'] as const) : ([one.egress, 'daddr', 'return'] as const);
  const lines = rules.flatMap((rule) => {
    const cidrs = outermost(rule.cidrs);
    if (cidrs.length === 0) return [];
    const where = cidrs.includes('0.0.0.0/0') ? '' : `ip ${field} { ${cidrs.join(', ')} } `;
    return [`    ${where}${matchOf(rule)}${verdict}`];
  });
  return [`  chain ${direction}_${linkName('e', one.id)} {`, ...new Set(lines), '    drop', '  }'].join('\n');
}

function matchOf(rule: FirewallRule): string {
  if (rule.protocol === 'all') return '';
  const { protocol, from = -1, to = -1 } = rule;
  if (protocol === 1) {
    if (from === -1) return 'ip protocol 1 ';
    return `icmp type ${from} ${to === -1 ? '' : `icmp code ${to} `}`;
  }
  const ports = (protocol === 6 || protocol === 17) && from !== -1 && !(from === 0 && to === 65_535);
  return `ip protocol ${protocol} ${ports ? `th dport ${from === to ? from : `${from}-${to}`} ` : ''}`;
}

function elements(list: readonly string[]): string {
  return list.length === 0 ? '' : `elements = { ${list.join(', ')} }`;
}

function verdictMap(list: readonly string[]): string {
  return list.length === 0 ? '' : `KEY vmap { ${list.join(', ')} }`;
}
