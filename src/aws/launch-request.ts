/** How a concentrator is launched, apart from where: IMDSv2, an encrypted volume, protected from termination, tagged. */
import type { _InstanceType, RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { requiredMetadata } from '#mesh/instance-metadata.ts';
import type { NewInstance } from '#ports/cloud.ts';
import { toMetadataOptions } from './metadata-options.ts';
import { tagged } from './tagging.ts';

/** Room for a year of logs and updates, where the image itself is smaller. */
const leastGiB = 8;

export function launchRequest({
  root,
  ...input
}: Omit<NewInstance, 'interfaceId' | 'token'>): RunInstancesCommandInput {
  return {
    ImageId: input.imageId,
    InstanceType: input.instanceType as _InstanceType,
    MinCount: 1,
    MaxCount: 1,
    KeyName: input.keyName,
    IamInstanceProfile: { Name: input.profileName },
    DisableApiTermination: true,
    MetadataOptions: toMetadataOptions(requiredMetadata),
    // By another name than the image's it would be a second, empty volume, and the root disk as the image has it.
    BlockDeviceMappings: [
      {
        DeviceName: root.device,
        Ebs: {
          VolumeSize: Math.max(leastGiB, root.sizeGiB),
          VolumeType: 'gp3',
          Encrypted: true,
          DeleteOnTermination: true,
        },
      },
    ],
    TagSpecifications: [...tagged('instance', input.tags), ...tagged('volume', input.volumeTags)],
  };
}
