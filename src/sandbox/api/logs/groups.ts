/** Log groups: retention and tags. */
import * as z from 'zod';
import { type Actions, changes, type Json, type JsonAction, type JsonCall, reads } from '#sandbox/api/call.ts';
import type { LogGroup } from '#sandbox/api/store/account-model.ts';
import {
  alreadyThere,
  groupArn,
  groupName,
  invalid,
  logsPage,
  needGroup,
  noResource,
  streamsOf,
  tags,
  withBody,
} from './requests.ts';

/** Days CloudWatch Logs accepts (API Reference, PutRetentionPolicy). */
const retention = z.literal([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

const render = (group: LogGroup, call: JsonCall): Json => ({
  logGroupName: group.id,
  creationTime: group.createdAt,
  retentionInDays: group.retentionDays,
  metricFilterCount: 0,
  arn: `${groupArn(call, group.id)}:*`,
  logGroupArn: groupArn(call, group.id),
  logGroupClass: 'STANDARD',
  storedBytes: streamsOf(call, group.id)
    .flatMap((stream) => call.events.of(stream.id))
    .reduce((sum, event) => sum + event.message.length, 0),
});

const byArn = z.object({ resourceArn: z.string() });

function groupByArn(call: JsonCall, arn: string): LogGroup {
  const prefix = groupArn(call, '');
  const group = arn.startsWith(prefix)
    ? call.region.logGroups.get(arn.slice(prefix.length).replace(/:\*$/, ''))
    : undefined;
  if (group === undefined) throw noResource(`The specified resource ${arn} does not exist.`);
  return group;
}

export const logGroupActions: Actions<JsonAction> = {
  CreateLogGroup: changes(
    withBody(z.object({ logGroupName: groupName, tags: tags.default({}) }), ({ region, now }, body) => {
      if (region.logGroups.get(body.logGroupName) !== undefined)
        throw alreadyThere('The specified log group already exists');
      region.logGroups.put({ id: body.logGroupName, createdAt: now, tags: body.tags });
      return undefined;
    }),
  ),
  DeleteLogGroup: changes(
    withBody(z.object({ logGroupName: groupName }), (call, { logGroupName }) => {
      needGroup(call, logGroupName);
      for (const stream of streamsOf(call, logGroupName)) {
        call.events.forget(stream.id);
        call.region.logStreams.delete(stream.id);
      }
      call.region.logGroups.delete(logGroupName);
      return undefined;
    }),
  ),
  DescribeLogGroups: reads(
    withBody(
      z.object({
        logGroupNamePrefix: z.string().optional(),
        logGroupNamePattern: z.string().optional(),
        nextToken: z.string().optional(),
        limit: z.int().min(1).max(50).default(50),
      }),
      (call, body) => {
        if (body.logGroupNamePrefix !== undefined && body.logGroupNamePattern !== undefined) {
          throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
        }
        const rows = call.region.logGroups
          .all()
          .filter(
            ({ id }) => id.startsWith(body.logGroupNamePrefix ?? '') && id.includes(body.logGroupNamePattern ?? ''),
          )
          .toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const shown = logsPage(rows, body.nextToken, body.limit);
        return { logGroups: shown.rows.map((group) => render(group, call)), nextToken: shown.nextToken };
      },
    ),
  ),
  PutRetentionPolicy: changes(
    withBody(z.object({ logGroupName: groupName, retentionInDays: retention }), (call, body) => {
      const group = needGroup(call, body.logGroupName);
      call.region.logGroups.put({ ...group, retentionDays: body.retentionInDays });
      return undefined;
    }),
  ),
  DeleteRetentionPolicy: changes(
    withBody(z.object({ logGroupName: groupName }), (call, body) => {
      const { retentionDays: _, ...rest } = needGroup(call, body.logGroupName);
      call.region.logGroups.put(rest);
      return undefined;
    }),
  ),
  TagResource: changes(
    withBody(byArn.extend({ tags }), (call, body) => {
      const group = groupByArn(call, body.resourceArn);
      call.region.logGroups.put({ ...group, tags: { ...group.tags, ...body.tags } });
      return undefined;
    }),
  ),
  UntagResource: changes(
    withBody(byArn.extend({ tagKeys: z.array(z.string()) }), (call, body) => {
      const group = groupByArn(call, body.resourceArn);
      const left = Object.entries(group.tags).filter(([key]) => !body.tagKeys.includes(key));
      call.region.logGroups.put({ ...group, tags: Object.fromEntries(left) });
      return undefined;
    }),
  ),
  ListTagsForResource: reads(withBody(byArn, (call, body) => ({ tags: groupByArn(call, body.resourceArn).tags }))),
  ListTagsLogGroup: reads(
    withBody(z.object({ logGroupName: groupName }), (call, body) => ({
      tags: needGroup(call, body.logGroupName).tags,
    })),
  ),
};
