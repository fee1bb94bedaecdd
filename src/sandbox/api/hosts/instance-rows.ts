/** Instances by region and id, changed only as far as they are still what they were. */
import type { Instance, InstanceState } from '#sandbox/api/store/compute-model.ts';
import type { World } from '#sandbox/api/store/world.ts';
import { leaveInstance } from './terminate-cleanup.ts';

export class InstanceRows {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  get(regionName: string, id: string): Instance | undefined {
    return this.#world.region(regionName)?.instances.get(id);
  }

  put(regionName: string, id: string, change: Partial<Instance>): void {
    const instance = this.get(regionName, id);
    if (instance !== undefined) this.#world.region(regionName)?.instances.put({ ...instance, ...change });
  }

  /** Changes the row only if nothing else has moved it meanwhile. */
  move(regionName: string, id: string, from: InstanceState, change: Partial<Instance>): void {
    if (this.get(regionName, id)?.state === from) this.put(regionName, id, change);
  }

  /** Ends the instance and frees what hung on it. */
  leave(regionName: string, id: string): void {
    const region = this.#world.region(regionName);
    const instance = region?.instances.get(id);
    if (region !== undefined && instance !== undefined) leaveInstance(region, instance, Date.now());
  }
}
