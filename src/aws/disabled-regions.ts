/**
 * Whether credentials that one region refuses are good in others. A region that is not enabled for the account answers as
 * if the credentials were wrong: AuthFailure, InvalidClientTokenId, UnrecognizedClientException.
 */
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { CloudError } from '#ports/cloud-error.ts';
import { codeOf } from './failure.ts';

/** Codes of a refusal that may be the region's alone. What has run out or is signed wrongly is so everywhere. */
const regional = new Set(['AuthFailure', 'InvalidClientTokenId', 'UnrecognizedClientException']);
/** Codes that say it. */
const plain = new Set(['OptInRequired', 'SubscriptionRequiredException']);

/** Undefined for an error that has another reason than the region. */
export type Regional = (error: unknown, action: string, region: string) => Promise<CloudError | undefined>;

/**
 * @param regions to ask, the likeliest first
 * @param stsOf a client whose errors nobody asks about here
 */
export function regionErrors(regions: readonly string[], stsOf: (region: string) => STSClient): Regional {
  const asked = new Map<string, Promise<boolean>>();
  /** Asked once a region: every call to one that is not enabled is refused. */
  const worksElsewhere = (region: string): Promise<boolean> => {
    const known = asked.get(region);
    if (known !== undefined) return known;
    const others = regions.filter((one) => one !== region).map((one) => answers(stsOf(one)));
    const found = Promise.any(others).then(
      () => true,
      () => false,
    );
    asked.set(region, found);
    return found;
  };
  return async (error, action, region) => {
    const code = codeOf(error);
    if (!plain.has(code) && !(regional.has(code) && (await worksElsewhere(region)))) return undefined;
    return new CloudError(
      'region',
      { action, region, code },
      `${region} rejects these credentials, which other regions accept (${action}: ${code}): the region is not enabled for this account, or does not accept tokens of the global STS endpoint`,
      `enable it (\`aws account enable-region --region-name ${region}\`) or, for a session's token, set \`sts_regional_endpoints = regional\` in its profile; or remove the region's members from the spec`,
      { cause: error },
    );
  };
}

async function answers(sts: STSClient): Promise<void> {
  try {
    await sts.send(new GetCallerIdentityCommand({}));
  } finally {
    sts.destroy();
  }
}
