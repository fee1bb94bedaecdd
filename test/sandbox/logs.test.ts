import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  paginateFilterLogEvents,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetServiceQuotaCommand, ListServiceQuotasCommand } from '@aws-sdk/client-service-quotas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf, startSandbox, type TestSandbox } from './sandbox.ts';

let sandbox: TestSandbox;
let logs: CloudWatchLogsClient;
const logGroupName = '/vpnmesh/corp';
beforeAll(async () => {
  sandbox = await startSandbox({ regions: [] });
  logs = sandbox.logs('eu-west-1');
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { mesh: 'corp' } }));
});
afterAll(async () => {
  await sandbox.stop();
});

async function restart(): Promise<void> {
  await sandbox.restart();
  // The old client keeps connections to the old process.
  logs = sandbox.logs('eu-west-1');
}
const messages = async (logStreamName: string) =>
  (await logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }))).events?.map(
    (one) => one.message,
  );
async function stream(logStreamName: string, ...texts: string[]): Promise<void> {
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  if (texts.length === 0) return;
  const now = Date.now();
  const logEvents = texts.map((message, index) => ({ timestamp: now + index, message }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
}

describe('log groups', () => {
  test('have a retention and tags', async () => {
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 90 }));
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/vpnmesh/' }));
    expect(logGroups?.map((one) => [one.logGroupName, one.retentionInDays])).toEqual([[logGroupName, 90]]);
    const resourceArn = logGroups?.[0]?.logGroupArn ?? '';
    await logs.send(new TagResourceCommand({ resourceArn, tags: { role: 'logs' } }));
    expect((await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({
      mesh: 'corp',
      role: 'logs',
    });
    expect(await codeOf(logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 91 })))).toBe(
      'InvalidParameterException',
    );
  });

  test('are made once, are of one region, and are not there when they are not', async () => {
    expect(await codeOf(logs.send(new CreateLogGroupCommand({ logGroupName })))).toBe('ResourceAlreadyExistsException');
    expect((await sandbox.logs('us-east-1').send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
    expect(await codeOf(logs.send(new DescribeLogStreamsCommand({ logGroupName: '/none' })))).toBe(
      'ResourceNotFoundException',
    );
  });
});

describe('events', () => {
  test('come out as they went in, and are still there after a restart', async () => {
    await stream('host-1/charon.log', 'one', 'two \u0007 <&>');
    expect(await messages('host-1/charon.log')).toEqual(['one', 'two \u0007 <&>']);
    await restart();
    expect(await messages('host-1/charon.log')).toEqual(['one', 'two \u0007 <&>']);
  });

  test('are found by their words over all streams, page by page', async () => {
    await stream('host-2/messages', 'tunnel up', 'tunnel down', 'other');
    await stream('host-3/messages', 'tunnel up again');
    const found: (string | undefined)[] = [];
    const query = { logGroupName, filterPattern: 'tunnel up' };
    for await (const page of paginateFilterLogEvents({ client: logs, pageSize: 1 }, query)) {
      expect(page.events?.length).toBe(1);
      found.push(...(page.events?.map((one) => `${one.logStreamName}: ${one.message}`) ?? []));
    }
    expect(found.toSorted()).toEqual(['host-2/messages: tunnel up', 'host-3/messages: tunnel up again']);
    const only = await logs.send(new FilterLogEventsCommand({ logGroupName, logStreamNamePrefix: 'host-3/' }));
    expect(only.events?.map((one) => one.message)).toEqual(['tunnel up again']);
  });

  test('too old or too new are left out and said so', async () => {
    await stream('host-4/messages');
    const day = 86_400_000;
    const now = Date.now();
    const { rejectedLogEventsInfo } = await logs.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName: 'host-4/messages',
        logEvents: [now - 20 * day, now, now + day].map((timestamp) => ({
          timestamp,
          message: String(timestamp - now),
        })),
      }),
    );
    expect(rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 });
    expect(await messages('host-4/messages')).toEqual(['0']);
  });

  test('go with their group and do not come back with the next of that name', async () => {
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    await stream('host-1/charon.log');
    await restart();
    expect(await messages('host-1/charon.log')).toEqual([]);
  });
});

describe('quotas', () => {
  test('are what the sandbox enforces', async () => {
    const quota = async (ServiceCode: string, QuotaCode: string) =>
      (await sandbox.quotas().send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }))).Quota?.Value;
    expect(await quota('vpc', 'L-0EA8095F')).toBe(60);
    expect(await quota('ec2', 'L-0263D0A3')).toBe(5);
    await sandbox.post('/_sandbox/settings', { quotas: { addresses: 7 } });
    expect(await quota('ec2', 'L-0263D0A3')).toBe(7);
    expect(await quota('vpc', 'L-0EA8095F')).toBe(60);
    expect(await codeOf(quota('vpc', 'L-NONE'))).toBe('NoSuchResourceException');
    const { Quotas } = await sandbox.quotas().send(new ListServiceQuotasCommand({ ServiceCode: 'vpc' }));
    expect(Quotas?.length).toBeGreaterThan(4);
  });
});

test('nothing went wrong inside', () => {
  expect(sandbox.complaints).toEqual([]);
});
