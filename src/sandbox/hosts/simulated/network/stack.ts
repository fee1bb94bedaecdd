/** A host's network stack: what it does with packets of its own and of others. Everything is judged now, nothing remembered. */
import type { NetworkInterface } from '#sandbox/hosts/backend.ts';
import type { Charon } from '#sandbox/hosts/simulated/charon/daemon.ts';
import type { ChildSa } from '#sandbox/hosts/simulated/charon/sa.ts';
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import type { Namespaces } from '#sandbox/hosts/simulated/kernel/namespaces.ts';
import type { Ruleset } from '#sandbox/hosts/simulated/kernel/nft-ruleset.ts';
import { interfaceName } from '#sandbox/hosts/simulated/kernel/proc.ts';
import { inAny } from '#sandbox/ipv4.ts';
import { type Fate, lost, type Packet, protocols } from './packet.ts';
import { type Endpoint, mtu, type Wire } from './wire.ts';

export interface StackHost {
  readonly instanceId: string;
  readonly fs: HostFs;
  readonly nft: Ruleset;
  readonly namespaces: Namespaces;
  readonly charon: Charon;
  readonly wire: Wire;
  nic(): NetworkInterface | undefined;
}

/** The biggest packet a tunnel carries when packets of `path` bytes leave: AES-GCM and AES-CBC with SHA-2 in ESP in UDP. */
function tunnelMtu({ proposal }: Pick<ChildSa, 'proposal'>, path: number): number {
  const outside = path - 20 - 8 - 8;
  if (proposal.integrity.length === 0) return Math.floor((outside - 8 - 16) / 4) * 4 - 2;
  return Math.floor((outside - 16 - 16) / 16) * 16 - 2;
}

export class Stack implements Endpoint {
  readonly #host: StackHost;
  /** Of the interface, bytes; a boot begins with what the VPC carries. */
  mtu: number = mtu.vpc;

  constructor(host: StackHost) {
    this.#host = host;
  }

  /** Sends a packet of the host's own, or of a namespace behind it, which it forwards. */
  send(packet: Packet): Fate {
    const nic = this.#host.nic();
    if (packet.source === nic?.privateIp) return this.#out(packet, 'output');
    const link = this.#host.namespaces.linkFrom(packet.source);
    if (link === undefined) return lost(`${packet.source} is behind no link of the host`);
    return this.#forward({ ...packet, ttl: packet.ttl - 1 }, link);
  }

  receive(packet: Packet, nic: NetworkInterface): Fate {
    const { charon, nft } = this.#host;
    if (packet.destination !== nic.privateIp) {
      return this.#plainRefused(packet) ?? this.#forward(packet, interfaceName);
    }
    if (!nft.passes('input', { packet, input: interfaceName, ipsec: false })) return lost('nftables drops it (input)');
    if (packet.esp === undefined) return this.#plainRefused(packet) ?? this.#deliver(packet);
    const { spi, inner } = packet.esp;
    const entry = charon.sas.inbound(spi);
    if (entry === undefined) return lost(`no SA has the SPI ${spi}`);
    const { sa, child } = entry;
    if (!inAny(child.remoteTs, inner.source) || !inAny(child.localTs, inner.destination))
      return lost('not within the selectors of its SA');
    child.bytesIn += inner.size;
    child.packetsIn += 1;
    child.usedIn = Date.now();
    sa.heardAt = Date.now();
    if (inner.destination !== nic.privateIp) return this.#forward({ ...inner, ttl: inner.ttl - 1 }, interfaceName);
    if (!nft.passes('input', { packet: inner, input: interfaceName, ipsec: false }))
      return lost('nftables drops it (input)');
    return this.#deliver(inner);
  }

  /** What should have come through a tunnel and did not is refused: the inbound policy of the kernel. */
  #plainRefused(packet: Packet): Fate | undefined {
    const { charon } = this.#host;
    const back = { ...packet, source: packet.destination, destination: packet.source };
    return charon.sas.outbound(back) === undefined ? undefined : lost('it should have come through a tunnel');
  }

  /** The kernel takes the greater of an interface's own rp_filter and that of `all` (ip-sysctl.rst). */
  #strict(link: string): boolean {
    const of = (name: string): number => Number(this.#host.fs.setting(`net.ipv4.conf.${name}.rp_filter`) ?? 0);
    return Math.max(of('all'), of(link)) === 1;
  }

  #deliver(packet: Packet): Fate {
    return { kind: 'delivered', instanceId: this.#host.instanceId, packet, hops: 64 - packet.ttl };
  }

  #forward(packet: Packet, input: string): Fate {
    if (this.#host.fs.setting('net.ipv4.ip_forward') !== '1')
      return lost(`${this.#host.instanceId} does not forward (ip_forward)`);
    const { nft, namespaces } = this.#host;
    if (input !== interfaceName && this.#strict(input) && namespaces.linkTo(packet.source) !== input) {
      return lost(`rp_filter of ${input}: ${packet.source} is routed elsewhere`);
    }
    const output = namespaces.linkTo(packet.destination);
    if (output !== undefined) {
      const passing = { packet, input, output, ipsec: false };
      const passes = nft.passes('forward', passing) && nft.passes('postrouting', passing);
      return passes ? this.#deliver(packet) : lost('nftables drops it (forward)');
    }
    return this.#out(packet, 'forward', input);
  }

  #out(packet: Packet, hook: 'output' | 'forward', input?: string): Fate {
    const { charon, nft, wire } = this.#host;
    const nic = this.#host.nic();
    if (nic === undefined) return lost('the host has no interface');
    if (packet.destination === nic.privateIp || packet.destination.startsWith('127.')) return this.#deliver(packet);
    const tunnel = charon.sas.outbound(packet);
    const passing = {
      packet,
      output: interfaceName,
      ipsec: tunnel !== undefined,
      ...(input === undefined ? {} : { input }),
    };
    if (!nft.passes(hook, passing) || !nft.passes('postrouting', passing)) return lost(`nftables drops it (${hook})`);
    const by = hook === 'output' ? undefined : nic.privateIp;
    if (tunnel === undefined) {
      if (packet.size > this.mtu && packet.dontFragment) return { kind: 'too-big', mtu: this.mtu, by };
      return wire.leave(nic, packet);
    }
    const { sa, child } = tunnel;
    const path = Math.min(mtu.internet, this.mtu);
    const most = tunnelMtu(child, path);
    if (packet.size > most && packet.dontFragment) return { kind: 'too-big', mtu: most, by };
    child.bytesOut += packet.size;
    child.packetsOut += 1;
    child.usedOut = Date.now();
    return wire.leave(nic, {
      source: nic.privateIp,
      destination: sa.remoteHost,
      protocol: protocols.udp,
      sourcePort: 4500,
      destinationPort: 4500,
      size: Math.min(path, packet.size + path - most),
      dontFragment: false,
      ttl: 64,
      esp: { spi: child.spiOut, inner: packet },
    });
  }
}
