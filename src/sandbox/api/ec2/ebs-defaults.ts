/** How a region's account has its volumes encrypted. */
import { type Actions, type Call, type QueryAction, reads } from '#sandbox/api/call.ts';

type Where = Pick<Call, 'world' | 'regionName'>;

export const isEncryptedByDefault = ({ world, regionName }: Where): boolean =>
  world.settings.ebsKeys[regionName]?.byDefault === true;

export const ebsDefaultActions: Actions<QueryAction> = {
  GetEbsEncryptionByDefault: reads((call) => ({
    ebsEncryptionByDefault: isEncryptedByDefault(call),
    sseType: isEncryptedByDefault(call) ? 'sse-kms' : 'none',
  })),
  GetEbsDefaultKmsKeyId: reads(({ world, regionName }) => ({
    kmsKeyId: world.settings.ebsKeys[regionName]?.id ?? 'alias/aws/ebs',
  })),
};
