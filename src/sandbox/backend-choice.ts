/** Which hosts stand behind the instances. Real and simulated hosts are loaded only where they are asked for. */
import type { BackendCallbacks, HostBackend } from './hosts/backend.ts';
import { createNoBackend } from './hosts/none/backend.ts';

export type HostKind = 'none' | 'simulated' | 'real';

export interface BackendOptions {
  readonly hosts: HostKind;
  readonly stateDir: string;
  /** What is prepared once and used by every sandbox: base images, packages. */
  readonly cacheDir: string;
  readonly log: (line: string) => void;
  /** Simulated hosts: how many times faster than the clock their timers run; 1 when absent. */
  readonly pace?: number;
}

/** @throws Error when this machine cannot have such hosts */
export async function createBackend(options: BackendOptions, callbacks: BackendCallbacks): Promise<HostBackend> {
  switch (options.hosts) {
    case 'none':
      return createNoBackend();
    case 'simulated': {
      const { createSimulatedBackend } = await import('./hosts/simulated/backend.ts');
      return createSimulatedBackend({
        stateDir: options.stateDir,
        callbacks,
        log: options.log,
        pace: options.pace ?? 1,
      });
    }
    case 'real': {
      const { createRealBackend } = await import('./hosts/real/backend.ts');
      return createRealBackend({ stateDir: options.stateDir, cacheDir: options.cacheDir, callbacks, log: options.log });
    }
  }
}

/** Removes what a sandbox that ended without its own `stop` has left on the machine. */
export async function cleanUp(options: BackendOptions & { readonly keepDisks: boolean }): Promise<void> {
  const backend = await createBackend(options, {
    apiPort: 0,
    roleCredentials: () => undefined,
    metadataOptions: () => ({ httpTokens: 'required', hopLimit: 1 }),
    hostStopped: () => {},
  });
  await backend.shutdown({ keepDisks: options.keepDisks });
}
