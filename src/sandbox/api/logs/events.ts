/** Events coming out. */
import * as z from 'zod';
import { type Actions, type JsonAction, reads } from '#sandbox/api/call.ts';
import { groupName, invalid, logsPage, needGroup, needStream, streamName, streamsOf, withBody } from './requests.ts';

const times = z.object({ startTime: z.int().min(0).optional(), endTime: z.int().min(0).optional() });
type Times = z.output<typeof times>;

// The start belongs to the range, the end does not (API Reference, GetLogEvents).
const within = ({ startTime = 0, endTime = Number.POSITIVE_INFINITY }: Times, timestamp: number): boolean =>
  timestamp >= startTime && timestamp < endTime;

/**
 * A filter pattern of plain terms: all of them, `?term` any of them, `-term` none of them.
 * Patterns over JSON and columns are not part of the sandbox.
 */
function patternTest(pattern: string): (message: string) => boolean {
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = '', quoted, plain]) => ({
    sign,
    text: quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
  }));
  if (/^\s*[{[%]/.test(pattern)) throw invalid('Only filter patterns of plain terms are part of the sandbox.');
  const of = (sign: string): readonly string[] => terms.filter((term) => term.sign === sign).map(({ text }) => text);
  const [all, any, none] = [of(''), of('?'), of('-')];
  return (message) =>
    all.every((text) => message.includes(text)) &&
    (any.length === 0 || any.some((text) => message.includes(text))) &&
    !none.some((text) => message.includes(text));
}

export const logEventActions: Actions<JsonAction> = {
  GetLogEvents: reads(
    withBody(
      times.extend({
        logGroupName: groupName,
        logStreamName: streamName,
        nextToken: z
          .string()
          .regex(/^[fb]\/\d+$/)
          .optional(),
        limit: z.int().min(1).max(10_000).default(10_000),
        startFromHead: z.boolean().default(false),
      }),
      (call, body) => {
        const stream = needStream(call, body.logGroupName, body.logStreamName);
        const rows = call.events.of(stream.id).filter(({ timestamp }) => within(body, timestamp));
        const at = Number(body.nextToken?.slice(2));
        const forward = body.nextToken === undefined ? body.startFromHead : body.nextToken.startsWith('f');
        const from = forward
          ? body.nextToken === undefined
            ? 0
            : at
          : Math.max(0, (body.nextToken === undefined ? rows.length : at) - body.limit);
        const to = forward ? Math.min(rows.length, from + body.limit) : body.nextToken === undefined ? rows.length : at;
        return {
          events: rows
            .slice(from, to)
            .map(({ timestamp, message, ingestedAt }) => ({ timestamp, message, ingestionTime: ingestedAt })),
          // The same token again says that there is nothing more in that direction.
          nextForwardToken: `f/${to}`,
          nextBackwardToken: `b/${from}`,
        };
      },
    ),
  ),
  FilterLogEvents: reads(
    withBody(
      times.extend({
        logGroupName: groupName,
        logStreamNames: z.array(streamName).optional(),
        logStreamNamePrefix: z.string().optional(),
        filterPattern: z.string().default(''),
        nextToken: z.string().optional(),
        limit: z.int().min(1).max(10_000).default(10_000),
      }),
      (call, body) => {
        needGroup(call, body.logGroupName);
        const passes = patternTest(body.filterPattern);
        const rows = streamsOf(call, body.logGroupName)
          .filter(
            ({ name }) =>
              (body.logStreamNames?.includes(name) ?? true) && name.startsWith(body.logStreamNamePrefix ?? ''),
          )
          .flatMap((stream) => call.events.of(stream.id).map((event) => ({ stream: stream.name, event })))
          .filter(({ event }) => within(body, event.timestamp) && passes(event.message))
          .toSorted((a, b) => a.event.timestamp - b.event.timestamp);
        const shown = logsPage(rows, body.nextToken, body.limit);
        return {
          events: shown.rows.map(({ stream, event }) => ({
            logStreamName: stream,
            timestamp: event.timestamp,
            message: event.message,
            ingestionTime: event.ingestedAt,
            eventId: event.id,
          })),
          searchedLogStreams: [],
          nextToken: shown.nextToken,
        };
      },
    ),
  ),
};
