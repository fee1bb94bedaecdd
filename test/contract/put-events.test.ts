/** Writing to a stream in calls that keep to AWS's limits, on the emulated AWS and on moto_server. */
import { CreateLogGroupCommand, paginateGetLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAwsCloud } from '#aws/cloud.ts';
import { batchesOf } from '#aws/put-events.ts';
import type { Cloud, NewLogEvent } from '#ports/cloud.ts';
import { moto, pretendAws, type Side } from './both.ts';
import { motoProgram } from './moto.ts';

const now = Date.now();
const event = (n: number, message = `line ${n}`): NewLogEvent => ({ at: new Date(now + n), message });
const many = (count: number, message?: string): readonly NewLogEvent[] =>
  Array.from({ length: count }, (_, n) => event(n, message));

describe('calls of PutLogEvents', () => {
  const sizes = (events: readonly NewLogEvent[]): readonly number[] => batchesOf(events).map(({ length }) => length);

  it('take 10 000 events each', () => {
    expect(sizes([])).toEqual([]);
    expect(sizes(many(10_000))).toEqual([10_000]);
    expect(sizes(many(20_001))).toEqual([10_000, 10_000, 1]);
  });

  it('take 1 MiB each, with 26 bytes on top of each event, counted in UTF-8', () => {
    const half = 'é'.repeat((1_048_576 / 2 - 26) / 2);
    expect(sizes(many(2, half))).toEqual([2]);
    expect(sizes(many(2, `${half}x`))).toEqual([1, 1]);
    expect(sizes([event(1, 'x'.repeat(2_000_000)), event(2)])).toEqual([1, 1]);
  });

  it('are in order of time, and span less than a day', () => {
    const day = 86_400_000;
    const batches = batchesOf([event(day + 5), event(2), event(1), event(day)]);
    expect(batches.map((all) => all.map(({ at }) => at.getTime() - now))).toEqual([[1, 2, day], [day + 5]]);
  });
});

const sides = [
  { name: 'the emulated AWS', start: pretendAws, skip: false },
  { name: 'moto_server', start: () => moto(motoProgram ?? ''), skip: motoProgram === undefined },
];

for (const { name, start, skip } of sides) {
  describe.skipIf(skip)(`on ${name}${skip ? ' (skipped: moto_server is not on the PATH)' : ''}`, () => {
    const logGroupName = '/vpnmesh/publication';
    let side: Side;
    let cloud: Cloud;

    beforeAll(async () => {
      side = await start();
      vi.stubEnv('AWS_ENDPOINT_URL', side.endpoint);
      vi.stubEnv('AWS_ACCESS_KEY_ID', side.credentials.accessKeyId);
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', side.credentials.secretAccessKey);
      cloud = createAwsCloud({ regions: ['us-east-1'] });
    }, 60_000);
    afterAll(async () => {
      cloud?.close();
      vi.unstubAllEnvs();
      await side?.stop();
    });

    const put = (events: readonly NewLogEvent[]): Promise<void> =>
      cloud.region('us-east-1').putEvents(logGroupName, 'a stream', events);

    it('is refused where there is no group', async () => {
      await expect(put(many(1))).rejects.toMatchObject({ name: 'CloudError', kind: 'not-found' });
    });

    it('makes the stream, and more of it than one call takes arrives in order', { timeout: 60_000 }, async () => {
      await side.logs.send(new CreateLogGroupCommand({ logGroupName }));
      await put(many(10_500));
      await put([event(20_000, 'x'.repeat(250_000)), event(20_001, 'the last')]);
      const messages: string[] = [];
      const stream = { logGroupName, logStreamName: 'a stream', startFromHead: true };
      for await (const page of paginateGetLogEvents({ client: side.logs, stopOnSameToken: true }, stream)) {
        messages.push(...(page.events ?? []).map(({ message = '' }) => message));
      }
      expect(messages).toHaveLength(10_502);
      expect(messages.slice(0, 10_500)).toEqual(many(10_500).map(({ message }) => message));
      expect(messages.at(-1)).toBe('the last');
    });

    it('says so when AWS leaves events out', { timeout: 60_000 }, async () => {
      const old = { at: new Date(now - 20 * 86_400_000), message: 'old' };
      await expect(put([old])).rejects.toMatchObject({ name: 'CloudError', code: 'RejectedLogEvents' });
    });
  });
}
