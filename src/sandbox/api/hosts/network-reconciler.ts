/** Keeps the network as the model has it: one reconcile at a time, and none when nothing changed. */
import type { World } from '#sandbox/api/store/world.ts';
import type { HostBackend, NetworkTopology } from '#sandbox/hosts/backend.ts';
import { joined, projectRegion } from './topology.ts';

/** A region's picture as it was drawn last. */
interface Drawn {
  readonly revision: number;
  readonly topology: NetworkTopology;
  readonly text: string;
}

export class NetworkReconciler {
  readonly #world: World;
  readonly #backend: HostBackend;
  readonly #afterwards: () => void;
  readonly #drawn = new Map<string, Drawn>();
  /** The network is as `#drawn` has it. */
  #applied = false;
  #queued: Promise<void> | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  /** @param afterwards called when the network has changed: doors may have moved */
  constructor(world: World, backend: HostBackend, afterwards: () => void) {
    this.#world = world;
    this.#backend = backend;
    this.#afterwards = afterwards;
  }

  /**
   * Resolves when packets obey the model as it is now. Callers that come while a
   * reconcile is under way share the one that follows it.
   */
  settle(): Promise<void> {
    if (this.#queued !== undefined) return this.#queued;
    const run = this.#tail.then(() => this.#reconcile());
    this.#queued = run;
    this.#tail = run.catch(() => undefined);
    return run;
  }

  async #reconcile(): Promise<void> {
    this.#queued = undefined;
    if (!this.#redraw() && this.#applied) return;
    // Unknown until it succeeds: after a failure the next call tries again.
    this.#applied = false;
    await this.#backend.reconcile(joined([...this.#drawn.values()].map(({ topology }) => topology)));
    this.#applied = true;
    this.#afterwards();
  }

  /** Draws anew the regions in which something has changed. @returns whether any looks different */
  #redraw(): boolean {
    let different = false;
    for (const [name, region] of this.#world.regions()) {
      const before = this.#drawn.get(name);
      const revision = this.#world.revisionOf(name);
      if (before?.revision === revision) continue;
      const topology = projectRegion(name, region);
      const text = JSON.stringify(topology);
      this.#drawn.set(name, { revision, topology, text });
      if (text !== before?.text) different = true;
    }
    return different;
  }
}
