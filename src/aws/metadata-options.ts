/** Settings of an instance's metadata service, from our words to EC2's and back. */
import type { InstanceMetadataOptionsRequest, InstanceMetadataOptionsResponse } from '@aws-sdk/client-ec2';
import type { MetadataSettings } from '#mesh/instance-metadata.ts';
import { need } from './translate.ts';

export const toMetadataOptions = ({ httpTokens, hopLimit, httpEndpoint }: MetadataSettings) =>
  ({
    HttpTokens: httpTokens === 'required' ? 'required' : 'optional',
    HttpPutResponseHopLimit: hopLimit,
    HttpEndpoint: httpEndpoint === 'disabled' ? 'disabled' : 'enabled',
  }) as const satisfies InstanceMetadataOptionsRequest;

/** @throws CloudError where AWS left one out */
export const fromMetadataOptions = (options: InstanceMetadataOptionsResponse | undefined): MetadataSettings => ({
  httpTokens: need(options?.HttpTokens, 'HttpTokens'),
  hopLimit: need(options?.HttpPutResponseHopLimit, 'HttpPutResponseHopLimit'),
  httpEndpoint: options?.HttpEndpoint ?? 'enabled',
});
