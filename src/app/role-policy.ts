/** What a concentrator may do in the account: ship its own logs, and nothing wider. */
import type { MeshObservation } from '#mesh/observation.ts';

export function rolePolicy(
  { partition, account }: Pick<MeshObservation, 'partition' | 'account'>,
  logGroup: string,
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
    ],
  });
}
