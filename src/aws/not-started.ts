/** Why an instance ended instead of starting: EC2 takes the launch, tries, and says in its StateReason what came of it. */
import type { StateReason } from '@aws-sdk/client-ec2';
import { CloudError } from '#ports/cloud-error.ts';

type Advice = (region: string) => string;

/** By the codes of StateReason in EC2's API reference; AWS's own trouble begins with `Server.`. */
const checkKey: Advice = (region) =>
  `mostly the KMS key that encrypts its volume cannot be used: see that the default key of EBS (\`aws ec2 get-ebs-default-kms-key-id --region ${region}\`) is enabled and that its policy lets this identity use it, then run the same command again`;

const advice: Readonly<Record<string, Advice>> = {
  'Client.VolumeLimitExceeded': (region) =>
    `raise the quota of EBS storage (gp3) in ${region}, or delete volumes that nobody uses, then run the same command again`,
  'Client.InternalError': checkKey,
  // Not in the reference; EC2 says it of keys that are enabled too, and may not be used.
  'Client.InvalidKMSKey.InvalidState': checkKey,
  'Client.InvalidSnapshot.NotFound': () =>
    'its image has lost its snapshot: run the same command again, which looks for the latest image',
  'Server.InsufficientInstanceCapacity': () =>
    'AWS has no room for this type in this zone now: run the same command again later, or choose another zone or another instanceType in the spec',
};
const otherwise: Advice = (region) =>
  `look it up with \`aws ec2 describe-instances --region ${region}\`, then run the same command again`;

export function notStarted(
  id: string,
  region: string,
  action: string,
  state: string,
  { Code: code = 'InstanceTerminated', Message: message = '' }: StateReason = {},
): CloudError {
  const words = message.replace(`${code}: `, '') || `it is ${state}, and AWS says no reason`;
  const next = advice[code] ?? (code.startsWith('Server.') ? () => 'run the same command again' : otherwise);
  return new CloudError(
    'other',
    { action, region, code },
    `instance ${id} in ${region} ended instead of starting: ${words} (${code})`,
    next(region),
  );
}
