/** A concentrator's permissions in the account: ship its logs, close the mesh's SSH, nothing else. */
import { createHash } from 'node:crypto';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import { tagKeys } from './names.ts';

/** The inline policy of the concentrators' role, as JSON text. */
export function rolePolicy(
  { partition, account }: Pick<MeshObservation, 'partition' | 'account'>,
  { mesh, logGroup }: { readonly mesh: string; readonly logGroup: string },
): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: [
          `arn:${partition}:logs:*:${account}:log-group:${logGroup}`,
          `arn:${partition}:logs:*:${account}:log-group:${logGroup}:*`,
        ],
      },
      // Describe calls support no resource-level permissions.
      { Effect: 'Allow', Action: ['ec2:DescribeSecurityGroupRules'], Resource: ['*'] },
      {
        Effect: 'Allow',
        Action: ['ec2:RevokeSecurityGroupIngress'],
        Resource: [`arn:${partition}:ec2:*:${account}:security-group/*`],
        Condition: {
          StringEquals: { [`aws:ResourceTag/${tagKeys.mesh}`]: mesh, [`aws:ResourceTag/${tagKeys.role}`]: 'group' },
        },
      },
    ],
  });
}

/** True if two policies are equal apart from white space. A text that is not JSON equals no other. */
export function samePolicy(a: string, b: string): boolean {
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    return false;
  }
}

/** A short digest of a policy, without white space. */
export function policyDigest(text: string): string {
  return createHash('sha256')
    .update(samePolicy(text, text) ? JSON.stringify(JSON.parse(text)) : text)
    .digest('hex')
    .slice(0, 12);
}
