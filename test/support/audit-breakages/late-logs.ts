/** An agent that runs and ships nothing. What takes an hour to show is put there as that hour would leave it. */
import {
  CreateLogStreamCommand,
  DeleteLogStreamCommand,
  PutLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { onHost } from '../mesh-under-test.ts';
import { type AuditBreakage, at } from './breakage.ts';
import { logs } from './clients.ts';

const minute = 60_000;
/** As rsyslog writes it. */
const line = (at: Date, text: string): string => `${at.toISOString().replace('Z', '+00:00')} host charon: ${text}`;

export const lateLogs: AuditBreakage = at(
  "the agent's way out shut, and an hour gone by",
  'logs.recent-events',
  async (mesh, end) => {
    const shut =
      'nft add table inet strange && ' +
      'nft "add chain inet strange out { type filter hook output priority 0; }" && ' +
      'nft "add rule inet strange out tcp dport 443 drop"';
    await onHost(mesh, end, shut);
    const names = { logGroupName: '/vpnmesh/corp', logStreamName: `charon/${end.name}` };
    const timestamp = Date.now() - 60 * minute;
    await logs(mesh, end.name, async (client) => {
      await client.send(new DeleteLogStreamCommand(names)).catch((error: unknown) => {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      });
      await client.send(new CreateLogStreamCommand(names));
      await client.send(new PutLogEventsCommand({ ...names, logEvents: [{ timestamp, message: 'the last one' }] }));
    });
    const written = line(new Date(Date.now() - 30 * minute), '07[IKE] nobody will read this');
    await onHost(mesh, end, 'echo "$1" >>/var/log/charon.log', written);
  },
  async (mesh, end) => onHost(mesh, end, 'nft delete table inet strange'),
);
