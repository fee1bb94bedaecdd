import { setTimeout } from 'node:timers/promises';
import type { Disk } from './disk.ts';
import { bootGuest, type Guest, type GuestOptions } from './guest.ts';

/** An instance's host over all its boots. */
export interface Machine {
  /** Boots it; resolves when its init runs. */
  start(): Promise<void>;
  /** Shuts it down in order; what has not ended after half a minute is killed. */
  stop(): Promise<void>;
  /** Reboots it in order, by force after half a minute; resolves when the new init runs. */
  reboot(): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
  readonly disk: Disk;
  readonly running: boolean;
}

export interface MachineOptions {
  readonly guest: Omit<GuestOptions, 'namespace'>;
  /** A namespace without a past, asked for before every boot. */
  readonly freshNamespace: () => Promise<string>;
  /** Told whenever the guest has ended, before it may boot again. */
  readonly onEnded: () => Promise<void>;
  /** Lets a few boot at a time; the turn lasts until `booted`. */
  readonly inTurn: <T>(boot: () => Promise<{ readonly result: T; readonly booted: Promise<void> }>) => Promise<T>;
  /** The guest ended and nobody asked it to. */
  readonly onStopped: () => void;
  readonly log: (line: string) => void;
}

/** Milliseconds that an orderly shutdown may take. */
const timeoutMs = 30_000;

export function createMachine(options: MachineOptions): Machine {
  const { instanceId, disk } = options.guest;
  let guest: Guest | undefined;
  /** Set while somebody here ends the guest, so that its end is not taken for its own doing. */
  let ending = false;
  let afterEnd: Promise<unknown> = Promise.resolve();
  /** A boot that is under way or waits for its turn. */
  let booting: Promise<void> = Promise.resolve();
  /** Set for good by kill(): a boot that still waits for its turn must not happen. */
  let doomed = false;

  const bootOnce = async (): Promise<void> => {
    const fresh = await options.inTurn(async () => {
      if (doomed) throw new Error(`Host ${instanceId} was terminated before it could boot.`);
      const namespace = await options.freshNamespace();
      const result = await bootGuest({ ...options.guest, namespace });
      return { result, booted: result.booted };
    });
    guest = fresh;
    void fresh.ended.then(async (how) => {
      if (guest === fresh) guest = undefined;
      afterEnd = options.onEnded().catch((error: Error) => options.log(`${instanceId}: ${error.message}`));
      if (ending) return;
      options.log(`${instanceId}: its guest ended (${how})`);
      if (how !== 'reboot') return options.onStopped();
      await boot().catch((error: Error) => {
        options.log(`${instanceId}: ${error.message}`);
        options.onStopped();
      });
    });
  };

  const boot = (): Promise<void> => {
    const result = bootOnce();
    booting = result.catch(() => {});
    return result;
  };

  const end = async (ask: (guest: Guest) => void): Promise<void> => {
    await booting;
    const current = guest;
    if (current === undefined) return;
    ending = true;
    try {
      ask(current);
      const timer = new AbortController();
      const late = setTimeout(timeoutMs, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const);
      if ((await Promise.race([current.ended, late])) === 'late') {
        options.log(`${instanceId}: did not end in time and was killed`);
        await current.kill();
      }
      timer.abort();
      await afterEnd;
    } finally {
      ending = false;
    }
  };

  return {
    disk,
    get running() {
      return guest !== undefined;
    },
    start: boot,
    stop: () => end((current) => current.askPoweroff()),
    async reboot() {
      await end((current) => current.askReboot());
      await boot();
    },
    async kill() {
      doomed = true;
      ending = true;
      await booting;
      await guest?.kill();
      await afterEnd;
    },
  };
}
