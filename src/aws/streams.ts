/** The streams of the mesh's log group, and how far each has come. Events are read: lastEventTimestamp may lag by an hour. */
import { GetLogEventsCommand, type OutputLogEvent, paginateDescribeLogStreams } from '@aws-sdk/client-cloudwatch-logs';
import { type Fact, known } from '#mesh/fact.ts';
import { auditStream, factsStreams } from '#mesh/names.ts';
import type { StreamEnd } from '#mesh/observed/region-facts.ts';
import type { LogEvent } from '#ports/cloud.ts';
import { cloudFact as ask } from '#ports/cloud-fact.ts';
import type { RegionClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';
import { pages } from './lists.ts';
import { need } from './translate.ts';

/** Of the logs: reports of the hosts are read apart. */
export async function streamNames({ logs: client }: RegionClients, logGroupName: string): Promise<readonly string[]> {
  const streams = await pages(paginateDescribeLogStreams({ client }, { logGroupName }), (page) => page.logStreams);
  return streams
    .map(({ logStreamName }) => need(logStreamName, "a stream's name"))
    .filter((name) => !name.startsWith(factsStreams) && name !== auditStream);
}

export async function streamEnds(
  { logs: client }: RegionClients,
  logGroupName: string,
  names: Fact<readonly string[]>,
): Promise<Fact<readonly StreamEnd[]>> {
  if (!names.ok) return names;
  const last = async (logStreamName: string): Promise<string | undefined> => {
    const asked = { logGroupName, logStreamName, limit: 1, startFromHead: false };
    const { events } = await client.send(new GetLogEventsCommand(asked));
    const newest = need(events, 'its events').at(-1);
    return newest === undefined ? undefined : new Date(need(newest.timestamp, "an event's time")).toISOString();
  };
  const ends = await Promise.all(names.value.map(async (name) => ({ name, lastEvent: await ask(() => last(name)) })));
  return known(ends, names.at);
}

/** A page may be empty though older events exist; the last one answers the token that it was asked with. */
const mostPages = 8;

export async function lastEvents(
  { logs: client }: RegionClients,
  logGroupName: string,
  logStreamName: string,
  most: number,
): Promise<readonly LogEvent[]> {
  let found: readonly OutputLogEvent[] = [];
  let nextToken: string | undefined;
  try {
    for (let page = 0; page < mostPages && found.length < most; page += 1) {
      const limit = most - found.length;
      const asked = { logGroupName, logStreamName, limit, startFromHead: false };
      const answer = await client.send(new GetLogEventsCommand({ ...asked, ...(nextToken ? { nextToken } : {}) }));
      found = [...need(answer.events, 'its events'), ...found];
      if (answer.nextBackwardToken === undefined || answer.nextBackwardToken === nextToken) break;
      nextToken = answer.nextBackwardToken;
    }
  } catch (error) {
    if (failureOf(codeOf(error)) !== 'not-found') throw error;
  }
  return found.map(({ message, ingestionTime }) => ({
    message: need(message, "an event's text"),
    ingested: new Date(need(ingestionTime, "an event's time")).toISOString(),
  }));
}
