/** What the key with which EBS encrypts volumes means for a launch. Whether it can be used shows there alone. Pure. */

/** AWS's own key is usable for everybody. @param key undefined where it could not be read */
export function ebsKeyNotes(region: string, launches: boolean, key: string | undefined): readonly string[] {
  if (!launches) return [];
  if (key === undefined) {
    return [`${region}: the key that encrypts volumes could not be read (ec2:GetEbsDefaultKmsKeyId)`];
  }
  if (key.endsWith('alias/aws/ebs')) return [];
  return [
    `${region}: volumes are encrypted with ${key}, the default key of EBS there: a launch fails unless that key is enabled ` +
      'and its policy lets whoever runs this use it (kms:CreateGrant, kms:Decrypt, kms:DescribeKey, kms:GenerateDataKeyWithoutPlaintext)',
  ];
}
