/** The streams of the mesh's log group, and how far each has come. Events are read: lastEventTimestamp may lag by an hour. */
import { GetLogEventsCommand, paginateDescribeLogStreams } from '@aws-sdk/client-cloudwatch-logs';
import { type Fact, known } from '#mesh/fact.ts';
import type { StreamEnd } from '#mesh/region-facts.ts';
import { cloudFact as ask } from '#ports/cloud-fact.ts';
import type { RegionClients } from './clients.ts';
import { pages } from './lists.ts';
import { need } from './translate.ts';

export async function streamNames({ logs: client }: RegionClients, logGroupName: string): Promise<readonly string[]> {
  const streams = await pages(paginateDescribeLogStreams({ client }, { logGroupName }), (page) => page.logStreams);
  return streams.map(({ logStreamName }) => need(logStreamName, "a stream's name"));
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
