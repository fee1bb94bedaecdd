/** Log streams, and events going in. */
import * as z from 'zod';
import { type Actions, changes, type Json, type JsonAction, type JsonCall, reads } from '#sandbox/api/call.ts';
import type { LogStream } from '#sandbox/api/store/account-model.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import {
  alreadyThere,
  groupArn,
  groupName,
  invalid,
  logsPage,
  needGroup,
  needStream,
  streamName,
  streamsOf,
  withBody,
} from './requests.ts';

const hour = 3_600_000;
/** CloudWatch Logs API Reference, PutLogEvents: what is further off is left out and said so. */
const tooNewAfter = 2 * hour;
const tooOldBefore = 14 * 24 * hour;
const largestEvent = 1_048_576;

const stream = z.object({ logGroupName: groupName, logStreamName: streamName });

const render = (one: LogStream, call: JsonCall): Json => ({
  logStreamName: one.name,
  creationTime: one.createdAt,
  firstEventTimestamp: one.firstEventAt,
  lastEventTimestamp: one.lastEventAt,
  lastIngestionTime: one.lastIngestionAt,
  arn: `${groupArn(call, one.group)}:log-stream:${one.name}`,
  uploadSequenceToken: '49039859602218890114213160236498',
  storedBytes: 0,
});

const putEvents = stream.extend({
  logEvents: z
    .array(z.object({ timestamp: z.int().min(0), message: z.string().min(1) }))
    .min(1)
    .max(10_000),
});

function accept(call: JsonCall, body: z.output<typeof putEvents>): Json {
  const { now, region, events } = call;
  const one = needStream(call, body.logGroupName, body.logStreamName);
  if (body.logEvents.some(({ message }) => Buffer.byteLength(message) + 26 > largestEvent)) {
    throw invalid('Log event too large: exceeds limit of 1048576');
  }
  const times = body.logEvents.map(({ timestamp }) => timestamp);
  if (times.some((time, index) => time < (times[index - 1] ?? 0))) {
    throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
  }
  const tooNew = times.findIndex((time) => time > now + tooNewAfter);
  const tooOld = times.findLastIndex((time) => time < now - tooOldBefore);
  const taken = body.logEvents.slice(tooOld + 1, tooNew === -1 ? undefined : tooNew);
  events.add(
    one.id,
    taken.map((event) => ({ ...event, ingestedAt: now })),
  );
  const accepted = taken.map(({ timestamp }) => timestamp);
  if (accepted.length > 0) {
    region.logStreams.put({
      ...one,
      firstEventAt: Math.min(one.firstEventAt ?? Number.POSITIVE_INFINITY, ...accepted.slice(0, 1)),
      lastEventAt: Math.max(one.lastEventAt ?? 0, ...accepted.slice(-1)),
      lastIngestionAt: now,
    });
  }
  const rejected = {
    ...(tooNew === -1 ? {} : { tooNewLogEventStartIndex: tooNew }),
    ...(tooOld === -1 ? {} : { tooOldLogEventEndIndex: tooOld + 1 }),
  };
  return {
    nextSequenceToken: '49039859602218890114213160236498',
    rejectedLogEventsInfo: Object.keys(rejected).length > 0 ? rejected : undefined,
  };
}

export const logStreamActions: Actions<JsonAction> = {
  CreateLogStream: changes(
    withBody(stream, (call, body) => {
      needGroup(call, body.logGroupName);
      if (streamsOf(call, body.logGroupName).some((one) => one.name === body.logStreamName)) {
        throw alreadyThere('The specified log stream already exists');
      }
      call.region.logStreams.put({
        id: newId('stream'),
        group: body.logGroupName,
        name: body.logStreamName,
        createdAt: call.now,
      });
      return undefined;
    }),
  ),
  DeleteLogStream: changes(
    withBody(stream, (call, body) => {
      const one = needStream(call, body.logGroupName, body.logStreamName);
      call.events.forget(one.id);
      call.region.logStreams.delete(one.id);
      return undefined;
    }),
  ),
  DescribeLogStreams: reads(
    withBody(
      z.object({
        logGroupName: groupName,
        logStreamNamePrefix: z.string().optional(),
        orderBy: z.enum(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
        descending: z.boolean().default(false),
        nextToken: z.string().optional(),
        limit: z.int().min(1).max(50).default(50),
      }),
      (call, body) => {
        needGroup(call, body.logGroupName);
        const order = (a: LogStream, b: LogStream): number =>
          body.orderBy === 'LastEventTime' ? (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0) : a.name < b.name ? -1 : 1;
        const rows = streamsOf(call, body.logGroupName)
          .filter(({ name }) => name.startsWith(body.logStreamNamePrefix ?? ''))
          .toSorted((a, b) => (body.descending ? order(b, a) : order(a, b)));
        const shown = logsPage(rows, body.nextToken, body.limit);
        return { logStreams: shown.rows.map((one) => render(one, call)), nextToken: shown.nextToken };
      },
    ),
  ),
  PutLogEvents: changes(withBody(putEvents, accept)),
};
