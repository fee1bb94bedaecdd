/** What travels through the emulated network: no bytes, only what routers, groups and hosts look at. */

export const protocols = { icmp: 1, tcp: 6, udp: 17 } as const;

export interface Packet {
  readonly source: string;
  readonly destination: string;
  /** IANA number. */
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** ICMP type: 8 echo request, 0 echo reply. */
  readonly icmpType?: number;
  /** Bytes of the whole IPv4 packet. */
  readonly size: number;
  readonly dontFragment: boolean;
  /** ESP in UDP: the SPI it carries and the packet inside. */
  readonly esp?: { readonly spi: string; readonly inner: Packet };
  readonly ttl: number;
}

export type Fate =
  | { readonly kind: 'delivered'; readonly instanceId: string; readonly packet: Packet; readonly hops: number }
  | { readonly kind: 'lost'; readonly why: string }
  /** Somebody on the way said "fragmentation needed": who (an address, or undefined for the sender itself), and its MTU. */
  | { readonly kind: 'too-big'; readonly mtu: number; readonly by: string | undefined };

export const lost = (why: string): Fate => ({ kind: 'lost', why });

/** The packet that answers: addresses and ports turned round. */
export function answerTo(packet: Packet, changes: Partial<Packet> = {}): Packet {
  return {
    ...packet,
    source: packet.destination,
    destination: packet.source,
    ...(packet.destinationPort === undefined ? {} : { sourcePort: packet.destinationPort }),
    ...(packet.sourcePort === undefined ? {} : { destinationPort: packet.sourcePort }),
    ttl: 64,
    ...changes,
  };
}
