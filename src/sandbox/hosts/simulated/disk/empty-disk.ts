/** A host's disk, and one nobody has written to yet. */
import { randomBytes } from 'node:crypto';
import { catalogue } from '#sandbox/hosts/simulated/image/packages.ts';
import { inImage } from '#sandbox/hosts/simulated/image/packages-base.ts';
import type { Identity } from './disk-file.ts';
import { HostFs } from './host-fs.ts';

export interface Disk {
  readonly fs: HostFs;
  readonly identity: Identity;
  /** Version by name. */
  readonly packages: Readonly<Record<string, string>>;
}

export const emptyDisk = (onChange: () => void, hostKey: string): Disk => ({
  fs: new HostFs(onChange),
  identity: { hostKey, machineId: randomBytes(16).toString('hex'), booted: false },
  packages: Object.fromEntries(inImage.map((name) => [name, catalogue[name]?.version ?? ''])),
});
