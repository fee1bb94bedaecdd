/** Metadata options: IMDSv2 only, hop limit 1, because the host forwards for whole networks. */

export interface MetadataSettings {
  /** `required` or `optional`. */
  readonly httpTokens: string;
  readonly hopLimit: number;
  /** `enabled` or `disabled`. */
  readonly httpEndpoint: string;
}

export const requiredMetadata = { httpTokens: 'required', hopLimit: 1, httpEndpoint: 'enabled' } as const;

/** A disabled service is fine too. */
export const isMetadataSafe = ({ httpTokens, hopLimit, httpEndpoint }: MetadataSettings): boolean =>
  httpEndpoint === 'disabled' || (httpTokens === requiredMetadata.httpTokens && hopLimit === requiredMetadata.hopLimit);

export const hasRequiredMetadata = ({ httpTokens, hopLimit, httpEndpoint }: MetadataSettings): boolean =>
  httpTokens === requiredMetadata.httpTokens &&
  hopLimit === requiredMetadata.hopLimit &&
  httpEndpoint === requiredMetadata.httpEndpoint;

/** The call that sets them, for a preview. */
export const metadataCall = (instanceId: string, { httpTokens, hopLimit, httpEndpoint }: MetadataSettings): string =>
  `ec2:ModifyInstanceMetadataOptions ${instanceId}: HttpTokens=${httpTokens} HttpPutResponseHopLimit=${hopLimit} HttpEndpoint=${httpEndpoint}`;
