/** What is done to a mesh behind the product's back, by the checks that have to say so. */
import type { AuditBreakage } from './breakage.ts';
import { lateLogs } from './late-logs.ts';
import { onAws } from './on-aws.ts';
import { onHosts } from './on-hosts.ts';
import { onTunnels } from './on-tunnels.ts';
import { onResources } from './resources.ts';
import { silentBeacon } from './silent-beacon.ts';

export type { AuditBreakage } from './breakage.ts';

export const auditBreakages: readonly AuditBreakage[] = [
  ...onAws,
  ...onResources,
  ...onHosts,
  lateLogs,
  silentBeacon,
  ...onTunnels,
];

/** Checks that nothing done to a mesh turns to `fail`, and why. */
export const unbreakable: Readonly<Record<string, string>> = {
  'aws.az-coverage': '`placement: az` is refused by this version, so no mesh that stands asks for more than one zone',
  'host.reachable': 'a host that cannot be asked is unknown, never a failure: test/audit/unreadable.test.ts',
};
