/** Security groups: rules, and the flows they let through, which outlive the rules (EC2 user guide, "Connection tracking"). */
import type { FirewallRule, NetworkInterface } from '#sandbox/hosts/backend.ts';
import { inAny } from '#sandbox/ipv4.ts';
import { type Packet, protocols } from './packet.ts';

/** Milliseconds without a packet after which a flow is forgotten: AWS's defaults for UDP streams and established TCP. */
const idleMs = { tcp: 432_000_000, udp: 180_000, other: 30_000 } as const;

export class Groups {
  /** By interface, then by flow: when it ends unless another packet comes. */
  readonly #flows = new Map<string, Map<string, number>>();

  /** Does the interface let the packet pass? A packet that passes keeps or opens its flow. */
  admit(nic: NetworkInterface, packet: Packet, direction: 'in' | 'out', now: number): boolean {
    const flows = this.#flows.get(nic.id) ?? new Map<string, number>();
    const key = flowOf(packet);
    const known = (flows.get(key) ?? 0) > now;
    const rules = direction === 'in' ? nic.ingress : nic.egress;
    const far = direction === 'in' ? packet.source : packet.destination;
    if (!known && !rules.some((rule) => allows(rule, packet, far))) return false;
    flows.set(key, now + lifetime(packet));
    this.#flows.set(nic.id, flows);
    return true;
  }

  /** Forgets an interface's flows, as deleting it would. */
  flush(interfaceId: string): void {
    this.#flows.delete(interfaceId);
  }

  /** Forgets what has ended, and everything about interfaces that are gone. */
  sweep(interfaces: ReadonlySet<string>, now: number): void {
    for (const [id, flows] of this.#flows) {
      for (const [key, until] of flows) if (until <= now) flows.delete(key);
      if (flows.size === 0 || !interfaces.has(id)) this.#flows.delete(id);
    }
  }
}

/** The same text for both directions of a conversation. */
function flowOf(packet: Packet): string {
  const ends = [`${packet.source}:${packet.sourcePort ?? ''}`, `${packet.destination}:${packet.destinationPort ?? ''}`];
  return `${packet.protocol} ${ends.toSorted().join(' ')}`;
}

function lifetime({ protocol }: Packet): number {
  if (protocol === protocols.tcp) return idleMs.tcp;
  return protocol === protocols.udp ? idleMs.udp : idleMs.other;
}

function allows(rule: FirewallRule, packet: Packet, far: string): boolean {
  if (rule.protocol !== 'all' && rule.protocol !== packet.protocol) return false;
  if (!inAny(rule.cidrs, far)) return false;
  if (rule.protocol === protocols.icmp)
    return rule.from === undefined || rule.from === -1 || rule.from === packet.icmpType;
  if (rule.protocol !== protocols.tcp && rule.protocol !== protocols.udp) return true;
  const port = packet.destinationPort ?? 0;
  return (rule.from ?? 0) <= port && port <= (rule.to ?? 65_535);
}
