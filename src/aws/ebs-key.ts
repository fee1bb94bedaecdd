/** The key with which EBS encrypts volumes for which no other is named, as those of concentrators. */
import { type EC2Client, GetEbsDefaultKmsKeyIdCommand } from '@aws-sdk/client-ec2';
import { codeOf, failureOf } from './failure.ts';

/** Undefined where it may not be read. @throws what is wrong with the credentials */
export async function readEbsKey(ec2: EC2Client): Promise<string | undefined> {
  try {
    return (await ec2.send(new GetEbsDefaultKmsKeyIdCommand({}))).KmsKeyId;
  } catch (error) {
    if (failureOf(codeOf(error)) === 'credentials') throw error;
    return undefined;
  }
}
