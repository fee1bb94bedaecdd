/** The mesh's log group. */
import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { RegionCloud } from '#ports/cloud.ts';
import type { RegionClients } from './clients.ts';
import { insist, settling, untilFound, untilGone } from './eventual-consistency.ts';
import { codeOf, failureOf } from './failure.ts';
import { arnOf, findLogGroup } from './lists.ts';
import { putEvents } from './put-events.ts';
import { lastEvents } from './streams.ts';
import { need } from './translate.ts';

type LogGroups = Pick<
  RegionCloud,
  'createLogGroup' | 'setRetention' | 'tagLogGroup' | 'deleteLogGroup' | 'lastEvents' | 'putEvents'
>;

export function logGroupCalls(clients: RegionClients): LogGroups {
  return {
    createLogGroup: async (name, tags) => {
      try {
        await clients.logs.send(new CreateLogGroupCommand({ logGroupName: name, tags: { ...tags } }));
      } catch (error) {
        if (failureOf(codeOf(error)) !== 'exists') throw error;
      }
    },
    setRetention: async (name, days) => {
      const put = () => clients.logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: days }));
      await insist(put, untilFound, settling);
    },
    tagLogGroup: async (name, tags) => {
      const found = need(await findLogGroup(clients, name), `the log group ${name}`);
      await clients.logs.send(new TagResourceCommand({ resourceArn: arnOf(found), tags: { ...tags } }));
    },
    putEvents: (logGroup, stream, events) => putEvents(clients, logGroup, stream, events),
    lastEvents: (logGroup, stream, most) => lastEvents(clients, logGroup, stream, most),
    deleteLogGroup: async (name) => {
      await untilGone({
        remove: () => clients.logs.send(new DeleteLogGroupCommand({ logGroupName: name })),
        isListed: async () => (await findLogGroup(clients, name)) !== undefined,
      });
    },
  };
}
