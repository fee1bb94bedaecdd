/** Saves disks, one at a time, each one whole: when a login's command has ended, otherwise some time after a change. */

/** Milliseconds between a change that nobody waits for and its saving: a service writes its log. */
const delayMs = 2_000;

export class Saver {
  readonly #save: (instanceId: string) => Promise<void>;
  readonly #log: (line: string) => void;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #tail: Promise<void> = Promise.resolve();

  constructor(save: (instanceId: string) => Promise<void>, log: (line: string) => void) {
    this.#save = save;
    this.#log = log;
  }

  changed(instanceId: string): void {
    if (this.#timers.has(instanceId)) return;
    this.#timers.set(instanceId, setTimeout(() => void this.now(instanceId), delayMs).unref());
  }

  /** Saves at once; resolves when it is on disk. */
  now(instanceId: string): Promise<void> {
    this.forget(instanceId);
    this.#tail = this.#tail
      .then(() => this.#save(instanceId))
      .catch((error: unknown) => this.#log(`${instanceId}: its disk was not saved: ${String(error)}`));
    return this.#tail;
  }

  /** Resolves when everything that has changed until now is on disk. */
  settled(instanceId: string): Promise<void> {
    return this.#timers.has(instanceId) ? this.now(instanceId) : this.#tail;
  }

  forget(instanceId: string): void {
    clearTimeout(this.#timers.get(instanceId));
    this.#timers.delete(instanceId);
  }

  /** Resolves when nothing is being saved. */
  idle(): Promise<void> {
    return this.#tail;
  }
}
