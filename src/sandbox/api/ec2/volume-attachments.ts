/** Volumes beside the root disk: made, attached, detached and deleted. A host here does not see them. */
import { type Actions, changes, type QueryAction, type QueryCall } from '#sandbox/api/call.ts';
import type { Volume } from '#sandbox/api/store/compute-model.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import { ApiError, invalidValue } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { need } from './kinds.ts';
import { tagsOnCreate } from './tags.ts';
import { renderVolume } from './volumes.ts';
import { zonesOf } from './zones.ts';

function create({ region, regionName, params, now, world }: QueryCall): Volume {
  const zone = params.need('AvailabilityZone');
  if (!zonesOf(regionName).includes(zone))
    throw new ApiError('InvalidZone.NotFound', `The zone '${zone}' does not exist.`);
  const sizeGiB = params.int('Size');
  if (sizeGiB === undefined)
    throw new ApiError('MissingParameter', 'The request must contain the parameter size/snapshot');
  return region.volumes.put({
    id: newId('vol'),
    tags: tagsOnCreate(params, 'volumes'),
    visibleAt: now + world.settings.consistencyMs,
    zone,
    sizeGiB,
    type: params.text('VolumeType') ?? 'gp2',
    encrypted: params.flag('Encrypted') ?? false,
    createdAt: new Date(now).toISOString(),
  });
}

function attach({ region, params, now }: QueryCall): XmlObject {
  const volume = need(region, 'volumes', params.need('VolumeId'), now);
  const instance = need(region, 'instances', params.need('InstanceId'), now);
  const device = params.need('Device');
  if (volume.attachment !== undefined)
    throw new ApiError('VolumeInUse', `${volume.id} is already attached to an instance`);
  if (volume.zone !== instance.zone)
    throw new ApiError(
      'InvalidVolume.ZoneMismatch',
      `The volume '${volume.id}' is not in the same availability zone as instance '${instance.id}'`,
    );
  if (!['running', 'stopped'].includes(instance.state))
    throw new ApiError('IncorrectState', `Instance '${instance.id}' is not 'running' or 'stopped'.`);
  const taken = region.volumes
    .all()
    .some(({ attachment }) => attachment?.instanceId === instance.id && attachment.device === device);
  if (taken)
    throw invalidValue(`Invalid value '${device}' for unixDevice. Attachment point ${device} is already in use`);
  const attachedAt = new Date(now).toISOString();
  region.volumes.put({
    ...volume,
    attachment: { instanceId: instance.id, device, deleteOnTermination: false, attachedAt },
  });
  return { volumeId: volume.id, instanceId: instance.id, device, status: 'attaching', attachTime: attachedAt };
}

function detach({ region, params, now }: QueryCall): XmlObject {
  const { attachment, ...free } = need(region, 'volumes', params.need('VolumeId'), now);
  if (attachment === undefined)
    throw new ApiError('IncorrectState', `Volume '${free.id}' is in the 'available' state.`);
  const { instanceId, device, attachedAt } = attachment;
  // Only a root disk was made together with its instance.
  if (attachedAt === free.createdAt && region.instances.get(instanceId)?.state !== 'stopped')
    throw new ApiError(
      'OperationNotPermitted',
      `Unable to detach root volume '${free.id}' from instance '${instanceId}'`,
    );
  region.volumes.put(free);
  return { volumeId: free.id, instanceId, device, status: 'detaching', attachTime: attachedAt };
}

export const volumeAttachmentActions: Actions<QueryAction> = {
  CreateVolume: changes((call) => renderVolume(create(call), call)),
  AttachVolume: changes(attach),
  DetachVolume: changes(detach),
  DeleteVolume: changes(({ region, params, now }) => {
    const { id, attachment } = need(region, 'volumes', params.need('VolumeId'), now);
    if (attachment !== undefined)
      throw new ApiError('VolumeInUse', `Volume ${id} is currently attached to ${attachment.instanceId}`);
    region.volumes.delete(id);
    return { return: true };
  }),
};
