/** Network namespaces behind a host, each on a veth of its own: what ip(8) makes of them, and who is reached through them. */

interface Link {
  readonly namespace: string;
  readonly up: boolean;
}

export class Namespaces {
  /** Address by namespace; undefined while it has none. */
  readonly #namespaces = new Map<string, string | undefined>();
  /** The host's ends of veths. */
  readonly #links = new Map<string, Link>();
  /** Of the host: which link leads to an address. */
  readonly #routes = new Map<string, string>();

  names(): readonly string[] {
    return [...this.#namespaces.keys()];
  }

  /** @returns false when it is there already */
  add(name: string): boolean {
    if (this.#namespaces.has(name)) return false;
    this.#namespaces.set(name, undefined);
    return true;
  }

  /** Takes the veths into it along. @returns false when there is none */
  delete(name: string): boolean {
    for (const [link, { namespace }] of this.#links) if (namespace === name) this.unlink(link);
    return this.#namespaces.delete(name);
  }

  has(name: string): boolean {
    return this.#namespaces.has(name);
  }

  hasLink(link: string): boolean {
    return this.#links.has(link);
  }

  link(link: string, namespace: string): void {
    this.#links.set(link, { namespace, up: false });
  }

  unlink(link: string): boolean {
    for (const [address, via] of this.#routes) if (via === link) this.#routes.delete(address);
    return this.#links.delete(link);
  }

  set(link: string, up: boolean): void {
    const there = this.#links.get(link);
    if (there !== undefined) this.#links.set(link, { ...there, up });
  }

  address(namespace: string, address: string): void {
    this.#namespaces.set(namespace, address);
  }

  addressOf(namespace: string): string | undefined {
    return this.#namespaces.get(namespace);
  }

  route(address: string, link: string): void {
    this.#routes.set(address, link);
  }

  unroute(address: string): boolean {
    return this.#routes.delete(address);
  }

  /** The link by which packets of a namespace with that address arrive; undefined when none has it, or its link is down. */
  linkFrom(address: string): string | undefined {
    for (const [link, { namespace, up }] of this.#links) {
      if (up && this.#namespaces.get(namespace) === address) return link;
    }
    return undefined;
  }

  /** The link that leads to an address: routed there, up, and somebody behind it. */
  linkTo(address: string): string | undefined {
    const link = this.#routes.get(address);
    return link !== undefined && link === this.linkFrom(address) ? link : undefined;
  }
}
