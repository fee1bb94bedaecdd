/** A host that no longer reports by itself: its timer stopped, and what it had shipped gone. */
import { DeleteLogStreamCommand } from '@aws-sdk/client-cloudwatch-logs';
import { onHost } from '../mesh-under-test.ts';
import { type AuditBreakage, at } from './breakage.ts';
import { logs } from './clients.ts';

export const silentBeacon: AuditBreakage = at(
  'no report of its own',
  'logs.beacon',
  async (mesh, end) => {
    await onHost(mesh, end, 'systemctl disable --now vpnmesh-facts.timer && rm -f /var/log/vpnmesh-facts.log');
    const names = { logGroupName: '/vpnmesh/corp', logStreamName: `vpnmesh-facts/${end.name}` };
    await logs(mesh, end.name, (client) => client.send(new DeleteLogStreamCommand(names)));
  },
  async (mesh, end) =>
    onHost(mesh, end, 'systemctl enable --now vpnmesh-facts.timer && systemctl start vpnmesh-facts.service'),
);
