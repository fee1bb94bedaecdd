/** Expired SSH is closed by the first run that sees it; open SSH is reported. */

import type { Tools } from '#app/run/tools.ts';
import { isOverdue } from '#mesh/ingress-rules.ts';
import { openSshWindows, overdueSshWindows, type RulesSeen } from '#mesh/observed/ssh-windows.ts';
import { CloudError } from '#ports/cloud-error.ts';
import { waitForAll } from './host-access.ts';

/**
 * Revokes the mesh's expired rules. If the caller may not revoke them, it says so: the host's own timer will.
 * @returns regions in which rules were revoked: their observation is outdated
 */
export async function closeOverdueSsh(
  { cloud, clock, operator }: Pick<Tools, 'cloud' | 'clock' | 'operator'>,
  seen: RulesSeen,
): Promise<ReadonlySet<string>> {
  const now = clock.now();
  const open = openSshWindows(seen, now);
  const overdue = overdueSshWindows(seen, now);
  const changed = new Set<string>();
  const close = async (region: string, groupId: string, ids: readonly string[]): Promise<string | undefined> => {
    try {
      await cloud.region(region).revokeRules(groupId, ids);
      changed.add(region);
      return undefined;
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return `${groupId}: ${error.kind === 'denied' ? `${error.action} is denied` : error.message}`;
    }
  };
  const left = await waitForAll(
    seen.regions.flatMap(({ region, groups, rules }) =>
      groups.flatMap(({ id: groupId }) => {
        const ids = rules
          .filter((rule) => rule.groupId === groupId && isOverdue(rule.description, now))
          .map(({ id }) => id);
        return ids.length === 0 ? [] : [close(region, groupId, ids)];
      }),
    ),
  );
  if (open.length + overdue.length > 0) {
    operator.notify({ type: 'ssh', open, overdue, left: left.flatMap((why) => why ?? []) });
  }
  return changed;
}
