/** CloudWatch Logs. */
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { outcome, type Scenario } from '../scenario.ts';

export const logGroups: Scenario = {
  name: 'a log group',
  run: async ({ logs }, see) => {
    const logGroupName = '/vpnmesh/contract';
    const create = new CreateLogGroupCommand({ logGroupName, tags: { 'vpnmesh:mesh': 'logs' } });
    see('made', await outcome(logs.send(create)));
    see('made again', await outcome(logs.send(create)));
    const look = async () => {
      const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
      return logGroups?.map((one) => [one.logGroupName, one.retentionInDays]);
    };
    see('as read', await look());
    const keep = (retentionInDays: number, name = logGroupName) =>
      outcome(logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays })));
    see('kept for 90 days', await keep(90));
    see('as read after', await look());
    see('kept for 91 days, which there is not', await keep(91));
    see('one that is not there', await keep(90, '/vpnmesh/none'));
    see('deleted', await outcome(logs.send(new DeleteLogGroupCommand({ logGroupName }))));
    see('deleted again', await outcome(logs.send(new DeleteLogGroupCommand({ logGroupName }))));
    see('as read when gone', await look());
  },
};

export const logEvents: Scenario = {
  name: 'log events',
  run: async ({ logs }, see) => {
    const logGroupName = '/vpnmesh/contract-events';
    const logStreamName = 'host/syslog';
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    const stream = { logGroupName, logStreamName };
    const now = Date.now();
    const logEvents = [1, 2, 3].map((n) => ({ timestamp: now + n, message: `line ${n}` }));
    const put = new PutLogEventsCommand({ ...stream, logEvents });
    see('into a stream that is not there', await outcome(logs.send(put)));
    see('stream made', await outcome(logs.send(new CreateLogStreamCommand(stream))));
    see('stream made again', await outcome(logs.send(new CreateLogStreamCommand(stream))));
    see('put', await outcome(logs.send(put)));
    const got = await logs.send(new GetLogEventsCommand({ ...stream, startFromHead: true }));
    see(
      'read',
      got.events?.map(({ message, timestamp }) => [message, (timestamp ?? 0) - now]),
    );
    const filtered = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: '"line 2"' }));
    see(
      'found by pattern',
      filtered.events?.map(({ message }) => message),
    );
    const streams = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
    see(
      'streams',
      streams.logStreams?.map((one) => one.logStreamName),
    );
    see('deleted', await outcome(logs.send(new DeleteLogGroupCommand({ logGroupName }))));
    see('read when gone', await outcome(logs.send(new GetLogEventsCommand(stream))));
  },
};
