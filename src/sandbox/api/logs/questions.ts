/** What IAM is asked about a call of CloudWatch Logs. */
import * as z from 'zod';
import { type Asked, type Question, requestTags, resourceTags } from '#sandbox/api/access/required-permissions.ts';

const named = z
  .object({
    resourceArn: z.string().optional(),
    logGroupName: z.string().optional(),
    logStreamName: z.string().optional(),
    tags: z.record(z.string(), z.string()).optional(),
  })
  .catch({});

/**
 * The group or the stream in it: refusals of AWS name a group by the ARN of its streams, with none behind it. A group that is
 * made with tags is judged by `logs:TagResource` besides (CloudWatch Logs API Reference, CreateLogGroup).
 */
export function logsQuestions({ action, input, region, regionName, world }: Asked<unknown>): readonly Question[] {
  const { resourceArn, logGroupName = '', logStreamName = '', tags = {} } = named.parse(input);
  const group = `arn:aws:logs:${regionName}:${world.accountId}:log-group:${logGroupName}`;
  const name = resourceArn?.split(':log-group:')[1]?.replace(/:\*$/, '') ?? logGroupName;
  const context = { ...resourceTags(region.logGroups.get(name)?.tags ?? {}), ...requestTags(tags) };
  const resource = resourceArn ?? `${group}:log-stream:${logStreamName}`;
  return [
    { action: `logs:${action}`, resource, context },
    ...(action === 'CreateLogGroup' && Object.keys(tags).length > 0
      ? [{ action: 'logs:TagResource', resource: group, context }]
      : []),
  ];
}
