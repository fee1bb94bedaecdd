/** The end of an instance: what goes with it and what stays. */
import { deleteInterface } from '#sandbox/api/ec2/interfaces.ts';
import type { Instance } from '#sandbox/api/store/compute-model.ts';
import type { Region } from '#sandbox/api/store/region.ts';

/**
 * Marks it terminated. Interfaces and volumes go when they were to be deleted on
 * termination, and are free otherwise; an interface that stays keeps its Elastic IP.
 */
export function leaveInstance(region: Region, instance: Instance, now: number): void {
  for (const nic of region.interfaces.all()) {
    if (nic.attachment?.instanceId !== instance.id) continue;
    const { attachment, ...free } = nic;
    if (attachment.deleteOnTermination) deleteInterface(region, nic);
    else region.interfaces.put(free);
  }
  for (const volume of region.volumes.all()) {
    if (volume.attachment?.instanceId !== instance.id) continue;
    const { attachment, ...free } = volume;
    if (attachment.deleteOnTermination) region.volumes.delete(volume.id);
    else region.volumes.put(free);
  }
  const { profile: _, ...rest } = instance;
  region.instances.put({ ...rest, state: 'terminated', terminatedAt: now });
}

/** Terminated instances are listed for about an hour (EC2 User Guide, "Terminate instances"). */
export function forgetTerminated(region: Region, olderThanMs: number, now: number): void {
  for (const { id, terminatedAt } of region.instances.all()) {
    if (terminatedAt !== undefined && terminatedAt + olderThanMs <= now) region.instances.delete(id);
  }
}
