/** The SAs of one charon, its numbers for them, and which of them a packet belongs to. */

import type { Packet } from '#sandbox/hosts/simulated/network/packet.ts';
import { inAny } from '#sandbox/ipv4.ts';
import type { ChildConfig } from './connection.ts';
import { type ChildSa, type IkeSa, sameIke } from './sa.ts';

export interface Tunnel {
  readonly sa: IkeSa;
  readonly child: ChildSa;
}

export class SaTable {
  #sas: readonly IkeSa[] = [];
  #ikeIds = 0;
  #childIds = 0;
  readonly #reqids = new Map<string, number>();

  all(): readonly IkeSa[] {
    return this.#sas;
  }

  of(connection: string): readonly IkeSa[] {
    return this.#sas.filter((sa) => sa.connection.name === connection);
  }

  has(sa: IkeSa): boolean {
    return this.#sas.includes(sa);
  }

  find(initiatorSpi: string, responderSpi: string): IkeSa | undefined {
    return this.#sas.find((sa) => sa.initiatorSpi === initiatorSpi && sa.responderSpi === responderSpi);
  }

  add(sa: IkeSa): void {
    this.#sas = [...this.#sas, sa];
  }

  remove(sa: IkeSa): void {
    this.#sas = this.#sas.filter((each) => each !== sa && !(sameIke(each, sa) && each.uniqueId === sa.uniqueId));
  }

  nextIkeId(): number {
    this.#ikeIds += 1;
    return this.#ikeIds;
  }

  nextChildId(): number {
    this.#childIds += 1;
    return this.#childIds;
  }

  peekChildId(): number {
    return this.#childIds + 1;
  }

  /** The same for all children of a configuration (kernel policies refer to it). */
  reqidOf({ name }: ChildConfig): number {
    const known = this.#reqids.get(name) ?? this.#reqids.size + 1;
    this.#reqids.set(name, known);
    return known;
  }

  /** The child whose selectors hold a packet on its way out; undefined when no tunnel is for it. */
  outbound(packet: Packet): Tunnel | undefined {
    let best: Tunnel | undefined;
    for (const sa of this.#sas) {
      for (const child of sa.children) {
        if (child.state !== 'INSTALLED' && child.state !== 'REKEYING') continue;
        if (!inAny(child.localTs, packet.source) || !inAny(child.remoteTs, packet.destination)) continue;
        if (best === undefined || child.uniqueId > best.child.uniqueId) best = { sa, child };
      }
    }
    return best;
  }

  inbound(spi: string): Tunnel | undefined {
    for (const sa of this.#sas) {
      const child = sa.children.find(({ spiIn }) => spiIn === spi);
      if (child !== undefined) return { sa, child };
    }
    return undefined;
  }
}
