/** Keeps the network as the model has it: one reconcile at a time, and none when nothing changed. */
import type { World } from '#sandbox/api/store/world.ts';
import type { HostBackend } from '#sandbox/hosts/backend.ts';
import { project } from './topology.ts';

export class Projector {
  readonly #world: World;
  readonly #backend: HostBackend;
  readonly #afterwards: () => void;
  #applied: string | undefined;
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
    const topology = project(this.#world);
    const text = JSON.stringify(topology);
    if (text === this.#applied) return;
    // Unknown until it succeeds: after a failure the next call tries again.
    this.#applied = undefined;
    await this.#backend.reconcile(topology);
    this.#applied = text;
    this.#afterwards();
  }
}
