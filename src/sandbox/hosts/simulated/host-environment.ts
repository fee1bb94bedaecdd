/** The rest of the world, as one host needs it. */
import type { BackendCallbacks, NetworkInterface } from '#sandbox/hosts/backend.ts';
import type { KeyStock } from '#sandbox/hosts/simulated/keys/key-pool.ts';
import type { Wire } from '#sandbox/hosts/simulated/network/wire.ts';
import type { Machine } from './machine.ts';

export interface World {
  readonly wire: Wire;
  readonly keys: KeyStock;
  readonly callbacks: BackendCallbacks;
  /** The host of an instance while it runs. */
  hostOf(instanceId: string): Machine | undefined;
  subnetOf(nic: NetworkInterface): { readonly cidr: string; readonly vpcCidrs: readonly string[] } | undefined;
  /** Something on the disk changed: save it some time soon. */
  changed(instanceId: string): void;
  /** Resolves when everything that has changed on the disk until now is saved. */
  saved(instanceId: string): Promise<void>;
  rebooted(instanceId: string): void;
  poweredOff(instanceId: string): void;
  readonly log: (line: string) => void;
  /** How many times faster than the clock timers run. */
  readonly pace: number;
}
