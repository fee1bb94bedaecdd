/** Volumes: the root disks of instances, and what else was attached to them. */
import { type Actions, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import type { Volume } from '#sandbox/api/store/compute-model.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { describe } from './describe.ts';
import { tagSet } from './tags.ts';

export const renderVolume = (volume: Volume, call: QueryCall): XmlObject => ({
  volumeId: volume.id,
  size: volume.sizeGiB,
  availabilityZone: volume.zone,
  status: volume.attachment === undefined ? 'available' : 'in-use',
  createTime: volume.createdAt,
  volumeType: volume.type,
  iops: 3_000,
  throughput: 125,
  encrypted: volume.encrypted,
  kmsKeyId: volume.encrypted ? `arn:aws:kms:${call.regionName}:${call.world.accountId}:key/aws-managed-ebs` : undefined,
  multiAttachEnabled: false,
  attachmentSet:
    volume.attachment === undefined
      ? []
      : [
          {
            volumeId: volume.id,
            instanceId: volume.attachment.instanceId,
            device: volume.attachment.device,
            status: 'attached',
            attachTime: volume.attachment.attachedAt,
            deleteOnTermination: volume.attachment.deleteOnTermination,
          },
        ],
  tagSet: tagSet(volume.tags),
});

export const volumeActions: Actions<QueryAction> = {
  DescribeVolumes: reads(
    describe({
      kind: 'volumes',
      set: 'volumeSet',
      ids: 'VolumeId',
      filters: {
        'volume-id': (volume) => [volume.id],
        'availability-zone': (volume) => [volume.zone],
        encrypted: (volume) => [String(volume.encrypted)],
        status: (volume) => [volume.attachment === undefined ? 'available' : 'in-use'],
        size: (volume) => [String(volume.sizeGiB)],
        'volume-type': (volume) => [volume.type],
        'attachment.instance-id': (volume) => [volume.attachment?.instanceId],
        'attachment.device': (volume) => [volume.attachment?.device],
        'attachment.status': (volume) => (volume.attachment === undefined ? [] : ['attached']),
        'attachment.delete-on-termination': (volume) => [
          volume.attachment === undefined ? undefined : String(volume.attachment.deleteOnTermination),
        ],
      },
      render: renderVolume,
    }),
  ),
};
