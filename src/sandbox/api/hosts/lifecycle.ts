/** Carries instances from state to state: asks the backend, waits at least as long as it would look odd not to, writes down the end. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Hosts } from '#sandbox/api/call.ts';
import { boot, type Faults } from '#sandbox/api/faults.ts';
import type { Instance } from '#sandbox/api/store/compute-model.ts';
import type { Region } from '#sandbox/api/store/region.ts';
import type { World } from '#sandbox/api/store/world.ts';
import type { HostBackend } from '#sandbox/hosts/backend.ts';
import { hostSpec } from './host-spec.ts';
import { InstanceRows } from './instance-rows.ts';

export interface LifecycleOptions {
  readonly world: World;
  readonly backend: HostBackend;
  readonly faults?: Faults;
  /** Resolves when the network obeys the model. */
  readonly settle: () => Promise<void>;
  readonly save: () => Promise<void>;
  readonly log: (line: string) => void;
}

/** AWS cannot boot it, and knows why. */
class NoBoot extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

function failed(error: unknown): { readonly code: string; readonly message: string } {
  const code = error instanceof NoBoot ? error.code : 'Server.InternalError';
  return { code, message: `${code}: ${error instanceof Error ? error.message : String(error)}` };
}

export class Lifecycle implements Hosts {
  readonly #options: LifecycleOptions;
  readonly #rows: InstanceRows;
  /** The last task of each instance: they follow one another. */
  readonly #tasks = new Map<string, Promise<void>>();

  constructor(options: LifecycleOptions) {
    this.#options = options;
    this.#rows = new InstanceRows(options.world);
  }

  get operatorAddress(): string {
    return this.#options.backend.operatorAddress;
  }

  launch(regionName: string, id: string): void {
    this.#boot(regionName, id, (instance) =>
      this.#options.backend.launch(hostSpec(this.#options.world, regionName, instance)),
    );
  }

  start(regionName: string, id: string): void {
    this.#boot(regionName, id, (instance) =>
      this.#options.backend.start(hostSpec(this.#options.world, regionName, instance)),
    );
  }

  stop(regionName: string, id: string): void {
    this.#enqueue(regionName, id, async () => {
      await this.#lasting(this.#options.backend.stop(id));
      this.#rows.move(regionName, id, 'stopping', { state: 'stopped' });
      await this.#options.settle();
    });
  }

  reboot(regionName: string, id: string): void {
    this.#enqueue(regionName, id, async () => {
      await this.#options.backend.reboot(id);
      this.#rows.move(regionName, id, 'running', { state: 'running', bootedAt: Date.now() });
    });
  }

  terminate(regionName: string, id: string): void {
    this.#enqueue(regionName, id, async () => {
      if (this.#rows.get(regionName, id)?.launched === true) await this.#lasting(this.#options.backend.terminate(id));
      this.#rows.leave(regionName, id);
      await this.#options.settle();
    });
  }

  console(id: string): Promise<string> {
    return this.#options.backend.consoleOutput(id);
  }

  /** The guest switched itself off. */
  hostStopped(id: string): void {
    for (const [regionName, region] of this.#options.world.regions()) {
      const instance = region.instances.get(id);
      if (instance?.state !== 'running') continue;
      const stateReason = {
        code: 'Client.InstanceInitiatedShutdown',
        message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
      };
      if (instance.shutdownBehavior === 'terminate') {
        region.instances.put({ ...instance, state: 'shutting-down', stateReason });
        this.terminate(regionName, id);
      } else {
        region.instances.put({ ...instance, state: 'stopped', stateReason });
        this.#enqueue(regionName, id, this.#options.settle);
      }
    }
  }

  /** After a restart of the sandbox: what ran runs again, what was under way is finished. */
  resume(): void {
    for (const [regionName, region] of this.#options.world.regions()) {
      for (const instance of region.instances.all()) this.#resume(regionName, region, instance);
    }
  }

  /** Resolves when no instance is between two states. */
  async idle(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks.values());
  }

  #resume(regionName: string, region: Region, instance: Instance): void {
    switch (instance.state) {
      case 'pending':
      case 'running':
        region.instances.put({ ...instance, state: 'pending' });
        if (instance.launched) this.start(regionName, instance.id);
        else this.launch(regionName, instance.id);
        return;
      case 'stopping':
        this.#rows.move(regionName, instance.id, 'stopping', { state: 'stopped' });
        return;
      case 'shutting-down':
        this.terminate(regionName, instance.id);
        return;
      case 'stopped':
      case 'terminated':
        return;
    }
  }

  #boot(regionName: string, id: string, work: (instance: Instance) => Promise<void>): void {
    this.#enqueue(regionName, id, async () => {
      const instance = this.#rows.get(regionName, id);
      // Terminated or stopped before its turn came.
      if (instance?.state !== 'pending') return;
      await this.#options.settle();
      const trouble = this.#options.faults?.take({ service: 'ec2', action: boot, region: regionName })?.effect;
      if (trouble?.kind === 'error') throw new NoBoot(trouble.code, trouble.message);
      if (this.#hasUnusableKey(regionName, id))
        throw new NoBoot('Client.InvalidKMSKey.InvalidState', 'The KMS key provided is in an incorrect state');
      await this.#lasting(work(instance));
      this.#rows.put(regionName, id, { launched: true, bootedAt: Date.now() });
      this.#rows.move(regionName, id, 'pending', { state: 'running' });
      await this.#options.settle();
    });
  }

  /** Whether its disk is encrypted with a key that EC2 cannot use. */
  #hasUnusableKey(regionName: string, id: string): boolean {
    const { world } = this.#options;
    if (world.settings.ebsKeys[regionName]?.usable !== false) return false;
    const volumes = world.region(regionName)?.volumes.all() ?? [];
    return volumes.some(({ attachment, encrypted }) => attachment?.instanceId === id && encrypted);
  }

  #enqueue(regionName: string, id: string, work: () => Promise<void>): void {
    const run = (this.#tasks.get(id) ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => this.#failed(regionName, id, error))
      .finally(async () => {
        await this.#options.save().catch((error: unknown) => this.#options.log(`${id}: not saved: ${String(error)}`));
        if (this.#tasks.get(id) === run) this.#tasks.delete(id);
      });
    this.#tasks.set(id, run);
  }

  /** As EC2 does it: what cannot boot is terminated and says why; what runs is left alone. */
  async #failed(regionName: string, id: string, error: unknown): Promise<void> {
    const why = error instanceof Error ? error.message : String(error);
    this.#options.log(`${regionName} ${id}: ${error instanceof Error ? (error.stack ?? why) : why}`);
    const instance = this.#rows.get(regionName, id);
    if (instance === undefined || !['pending', 'shutting-down'].includes(instance.state)) return;
    if (instance.launched && instance.state === 'pending') {
      this.#rows.put(regionName, id, { state: 'stopped', stateReason: failed(error) });
    } else {
      // Half a host may be there.
      await this.#options.backend.terminate(id).catch((again: unknown) => this.#options.log(`${id}: ${String(again)}`));
      this.#rows.put(regionName, id, { stateReason: failed(error) });
      this.#rows.leave(regionName, id);
    }
    await this.#options.settle().catch((again: unknown) => this.#options.log(`network: ${String(again)}`));
  }

  #lasting(work: Promise<void>): Promise<unknown> {
    return Promise.all([work, delay(this.#options.world.settings.transitionMs)]);
  }
}
