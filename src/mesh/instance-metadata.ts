/** Settings of the instance metadata service: IMDSv2 only, and no hop beyond the host, which forwards whole networks. */

export interface MetadataSettings {
  /** `required` or `optional`. */
  readonly httpTokens: string;
  readonly hopLimit: number;
  /** `enabled` or `disabled`. */
  readonly httpEndpoint: string;
}

export const requiredMetadata = { httpTokens: 'required', hopLimit: 1, httpEndpoint: 'enabled' } as const;

/** A service that is switched off hands out nothing either. */
export const isMetadataSafe = ({ httpTokens, hopLimit, httpEndpoint }: MetadataSettings): boolean =>
  httpEndpoint === 'disabled' || (httpTokens === requiredMetadata.httpTokens && hopLimit === requiredMetadata.hopLimit);

export const hasRequiredMetadata = ({ httpTokens, hopLimit, httpEndpoint }: MetadataSettings): boolean =>
  httpTokens === requiredMetadata.httpTokens &&
  hopLimit === requiredMetadata.hopLimit &&
  httpEndpoint === requiredMetadata.httpEndpoint;

/** The call that sets them, for a preview. */
export const metadataCall = (instanceId: string, { httpTokens, hopLimit, httpEndpoint }: MetadataSettings): string =>
  `ec2:ModifyInstanceMetadataOptions ${instanceId}: HttpTokens=${httpTokens} HttpPutResponseHopLimit=${hopLimit} HttpEndpoint=${httpEndpoint}`;
