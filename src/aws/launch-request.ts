/** How a concentrator is launched, apart from where: IMDSv2, an encrypted volume, protected from termination, tagged. */
import type { _InstanceType, RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { NewInstance } from '#ports/cloud.ts';
import { tagged } from './tagging.ts';

export function launchRequest(input: Omit<NewInstance, 'interfaceId' | 'token'>): RunInstancesCommandInput {
  return {
    ImageId: input.imageId,
    InstanceType: input.instanceType as _InstanceType,
    MinCount: 1,
    MaxCount: 1,
    KeyName: input.keyName,
    IamInstanceProfile: { Name: input.profileName },
    DisableApiTermination: true,
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled' },
    // The root device of Debian's official images.
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: { VolumeSize: 8, VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true },
      },
    ],
    TagSpecifications: [...tagged('instance', input.tags), ...tagged('volume', input.volumeTags)],
  };
}
