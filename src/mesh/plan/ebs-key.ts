/** What EBS's default encryption key means for a launch. Only the launch shows whether the key is usable. Pure. */

/** Everyone can use AWS's own key. @param key undefined if it could not be read */
export function ebsKeyNotes(region: string, launches: boolean, key: string | undefined): readonly string[] {
  if (!launches) return [];
  if (key === undefined) {
    return [`${region}: could not read the default encryption key of EBS (ec2:GetEbsDefaultKmsKeyId)`];
  }
  if (key.endsWith('alias/aws/ebs')) return [];
  return [
    `${region}: EBS encrypts volumes with the default key ${key}: launches fail unless that key is enabled ` +
      'and its policy lets your identity use it (kms:CreateGrant, kms:Decrypt, kms:DescribeKey, kms:GenerateDataKeyWithoutPlaintext)',
  ];
}
