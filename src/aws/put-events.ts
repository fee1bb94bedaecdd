/** Writing to a stream of CloudWatch Logs, in calls that keep to AWS's limits. */
import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { NewLogEvent } from '#ports/cloud.ts';
import { CloudError } from '#ports/cloud-error.ts';
import type { RegionClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';

/** CloudWatch Logs API Reference, PutLogEvents: of one call, with 26 bytes counted on top of each event. */
const mostBytes = 1_048_576;
const overhead = 26;
const mostEvents = 10_000;
/** Milliseconds that the events of one call may span. */
const longestSpan = 24 * 3_600_000;

/** The events in order of time, in as few calls as they fit into. One that is too large for any is a call of its own. */
export function batchesOf(events: readonly NewLogEvent[]): readonly (readonly NewLogEvent[])[] {
  const batches: NewLogEvent[][] = [];
  let bytes = 0;
  for (const event of events.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const size = Buffer.byteLength(event.message) + overhead;
    const last = batches.at(-1);
    const since = last?.[0]?.at.getTime() ?? 0;
    const fits =
      last !== undefined &&
      last.length < mostEvents &&
      bytes + size <= mostBytes &&
      event.at.getTime() - since < longestSpan;
    if (fits) last.push(event);
    else batches.push([event]);
    bytes = fits ? bytes + size : size;
  }
  return batches;
}

export async function putEvents(
  clients: RegionClients,
  logGroupName: string,
  logStreamName: string,
  events: readonly NewLogEvent[],
): Promise<void> {
  const stream = { logGroupName, logStreamName };
  for (const batch of batchesOf(events)) {
    const logEvents = batch.map(({ at, message }) => ({ timestamp: at.getTime(), message }));
    const put = () => clients.logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
    // Nearly always it is there: whether it is, its first call tells.
    const { rejectedLogEventsInfo: rejected } = await put().catch(async (error: unknown) => {
      if (failureOf(codeOf(error)) !== 'not-found') throw error;
      await createStream(clients, stream);
      return put();
    });
    if (rejected !== undefined) {
      throw new CloudError(
        'other',
        { action: 'logs:PutLogEvents', region: clients.region, code: 'RejectedLogEvents' },
        `logs:PutLogEvents in ${clients.region} rejected events: their time is too far from AWS's`,
        "set this machine's clock",
      );
    }
  }
}

async function createStream(
  { logs }: RegionClients,
  stream: { readonly logGroupName: string; readonly logStreamName: string },
): Promise<void> {
  try {
    await logs.send(new CreateLogStreamCommand(stream));
  } catch (error) {
    // Another run was quicker.
    if (failureOf(codeOf(error)) !== 'exists') throw error;
  }
}
