/**
 * Carries packets between hosts, one hop after the other: the interface they leave by, the routes of its
 * subnet, the Internet with its 1:1 translation, the interface they come to. What a host does with a packet
 * that reaches it is the host's own affair (`Endpoint`).
 */
import type { NetworkInterface, NetworkRoute, NetworkTopology } from '#sandbox/hosts/backend.ts';
import { contains, parseNetwork, toNumber } from '#sandbox/ipv4.ts';
import { Groups } from './groups.ts';
import { type Fate, lost, type Packet } from './packet.ts';

/** A host as the network sees it. */
export interface Endpoint {
  /** Takes a packet that its interface let in; forwards it, answers it or keeps it. */
  receive(packet: Packet, nic: NetworkInterface): Fate;
}

/** Bytes: inside a VPC, and over an Internet gateway. */
export const mtu = { vpc: 9001, internet: 1500 } as const;

export class Wire {
  readonly groups = new Groups();
  readonly #endpointOf: (instanceId: string) => Endpoint | undefined;
  #interfaces = new Map<string, NetworkInterface>();
  #byPublic = new Map<string, NetworkInterface>();
  #byPrivate = new Map<string, NetworkInterface>();
  #routes = new Map<string, readonly NetworkRoute[]>();

  /** @param endpointOf the host of an instance, undefined while it is not running */
  constructor(endpointOf: (instanceId: string) => Endpoint | undefined) {
    this.#endpointOf = endpointOf;
  }

  reconcile({ vpcs, interfaces }: NetworkTopology): void {
    this.#interfaces = new Map(interfaces.map((nic) => [nic.id, nic]));
    this.#byPublic = new Map(interfaces.flatMap((nic) => (nic.publicIp === undefined ? [] : [[nic.publicIp, nic]])));
    this.#byPrivate = new Map(interfaces.map((nic) => [`${nic.vpcId} ${nic.privateIp}`, nic]));
    this.#routes = new Map(vpcs.flatMap(({ subnets }) => subnets.map(({ id, routes }) => [id, routes] as const)));
    this.groups.sweep(new Set(this.#interfaces.keys()), Date.now());
  }

  interfaceOf(id: string): NetworkInterface | undefined {
    return this.#interfaces.get(id);
  }

  atPublic(address: string): NetworkInterface | undefined {
    return this.#byPublic.get(address);
  }

  /** A public address, and a subnet that leads to an Internet gateway. */
  reachesInternet(nic: NetworkInterface): boolean {
    return nic.publicIp !== undefined && this.#route(nic.subnetId, '198.18.0.1')?.target.kind === 'internet';
  }

  /** Sends a packet out of an interface. */
  leave(nic: NetworkInterface, packet: Packet): Fate {
    if (packet.ttl <= 0) return lost('its time to live is over');
    if (nic.sourceDestCheck && packet.source !== nic.privateIp) {
      return lost(`source/dest check of ${nic.id}: it does not send for ${packet.source}`);
    }
    if (!this.groups.admit(nic, packet, 'out', Date.now())) return lost(`no egress rule of ${nic.id} lets it out`);
    const route = this.#route(nic.subnetId, packet.destination);
    switch (route?.target.kind) {
      case undefined:
        return lost(`the subnet ${nic.subnetId} has no route to ${packet.destination}`);
      case 'blackhole':
        return lost(`the route of ${nic.subnetId} to ${route?.destination} is a black hole`);
      case 'local': {
        const next = this.#byPrivate.get(`${nic.vpcId} ${packet.destination}`);
        return next === undefined ? lost(`nobody in the VPC has ${packet.destination}`) : this.#arrive(next, packet);
      }
      case 'interface': {
        const next = this.#interfaces.get(route?.target.kind === 'interface' ? route.target.id : '');
        return next === undefined ? lost('the route leads to an interface that is gone') : this.#arrive(next, packet);
      }
      case 'internet':
        return this.#overInternet(nic, packet);
    }
  }

  /** A packet from the pretend Internet to a public address. */
  fromInternet(packet: Packet): Fate {
    const nic = this.#byPublic.get(packet.destination);
    if (nic === undefined) return lost(`nobody has ${packet.destination}`);
    // The gateway translates only for a subnet that leads to it: the answer could not come back otherwise.
    if (this.#route(nic.subnetId, packet.source)?.target.kind !== 'internet') {
      return lost(`the subnet of ${packet.destination} has no route to the Internet`);
    }
    return this.#arrive(nic, { ...packet, destination: nic.privateIp });
  }

  #overInternet(nic: NetworkInterface, packet: Packet): Fate {
    if (nic.publicIp === undefined || packet.source !== nic.privateIp) {
      return lost(`${packet.source} has no public address`);
    }
    if (packet.size > mtu.internet && packet.dontFragment) {
      return { kind: 'too-big', mtu: mtu.internet, by: nic.privateIp };
    }
    return this.fromInternet({ ...packet, source: nic.publicIp });
  }

  #arrive(nic: NetworkInterface, packet: Packet): Fate {
    if (nic.sourceDestCheck && packet.destination !== nic.privateIp) {
      return lost(`source/dest check of ${nic.id}: ${packet.destination} is not its own`);
    }
    if (!this.groups.admit(nic, packet, 'in', Date.now())) return lost(`no ingress rule of ${nic.id} lets it in`);
    const endpoint = nic.instanceId === undefined ? undefined : this.#endpointOf(nic.instanceId);
    if (endpoint === undefined) return lost(`no host is running behind ${nic.id}`);
    return endpoint.receive({ ...packet, ttl: packet.ttl - 1 }, nic);
  }

  /** The most specific route of a subnet's table. */
  #route(subnetId: string, destination: string): NetworkRoute | undefined {
    const address = toNumber(destination);
    if (address === undefined) return undefined;
    let best: { readonly route: NetworkRoute; readonly length: number } | undefined;
    for (const route of this.#routes.get(subnetId) ?? []) {
      const network = parseNetwork(route.destination);
      if (network === undefined || !contains(network, address)) continue;
      if (best === undefined || network.length > best.length) best = { route, length: network.length };
    }
    return best?.route;
  }
}
