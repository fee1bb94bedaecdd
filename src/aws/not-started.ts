/** Why an instance terminated instead of starting: EC2 takes the launch, tries, and says in its StateReason what came of it. */
import type { StateReason } from '@aws-sdk/client-ec2';
import { CloudError } from '#ports/cloud-error.ts';

type Advice = (region: string) => string;

/** By the codes of StateReason in EC2's API reference; AWS's own trouble begins with `Server.`. */
const checkKey: Advice = (region) =>
  `usually the KMS key of its volume cannot be used: make sure that the default key of EBS (\`aws ec2 get-ebs-default-kms-key-id --region ${region}\`) is enabled and that its policy lets this identity use it, then run the same command again`;

const advice: Readonly<Record<string, Advice>> = {
  'Client.VolumeLimitExceeded': (region) =>
    `raise the quota of EBS storage (gp3) in ${region}, or delete unused volumes, then run the same command again`,
  'Client.InternalError': checkKey,
  // Not in the reference; EC2 says it of keys that are enabled too, and may not be used.
  'Client.InvalidKMSKey.InvalidState': checkKey,
  'Client.InvalidSnapshot.NotFound': () =>
    'the snapshot of its image is gone: run the same command again, which looks up the latest image',
  'Server.InsufficientInstanceCapacity': () =>
    'AWS has no capacity for this type in this zone: run the same command again later, or choose another zone or another instanceType in the spec',
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
  const words = message.replace(`${code}: `, '') || `it is ${state}, AWS gave no reason`;
  const next = advice[code] ?? (code.startsWith('Server.') ? () => 'run the same command again' : otherwise);
  return new CloudError(
    'other',
    { action, region, code },
    `instance ${id} in ${region} terminated instead of starting: ${words} (${code})`,
    next(region),
  );
}
