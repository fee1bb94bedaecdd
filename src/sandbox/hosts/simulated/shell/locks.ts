/** flock(2) on a host: one holder a file, others wait in order. */

interface Lock {
  readonly holder: object;
  readonly waiting: (() => void)[];
}

export class Locks {
  readonly #locks = new Map<string, Lock>();

  /** @returns what releases it, undefined when it was not free in time */
  async take(path: string, holder: object, waitMs: number): Promise<(() => void) | undefined> {
    const deadline = Date.now() + waitMs;
    for (;;) {
      const lock = this.#locks.get(path);
      if (lock === undefined) break;
      if (lock.holder === holder) return () => undefined;
      const left = deadline - Date.now();
      if (left <= 0) return undefined;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        lock.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    const own: Lock = { holder, waiting: [] };
    this.#locks.set(path, own);
    return () => {
      if (this.#locks.get(path) !== own) return;
      this.#locks.delete(path);
      for (const wake of own.waiting) wake();
    };
  }
}
