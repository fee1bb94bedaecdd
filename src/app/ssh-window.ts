/** SSH in the security group: opened for a while, closed in every ending, and what others left behind cleared. */

import { OperatorError } from '#mesh/errors.ts';
import { ownershipTags, tagKeys } from '#mesh/names.ts';
import { isLeftOver, type OpenedBy, sshRules, temporaryDescription, temporaryRule } from '#mesh/rules.ts';
import type { Clock } from '#ports/clock.ts';
import type { RegionCloud } from '#ports/cloud.ts';
import { desiredOf, type RunContext, regionOf } from './context.ts';

export interface SshWindow {
  readonly mesh: string;
  readonly concentrator: string;
  readonly region: RegionCloud;
  readonly groupId: string;
  readonly clock: Clock;
  /** Marks the rules of this run, so that it closes its own and not another's. */
  readonly runId: string;
}

/** The window of one concentrator. @throws OperatorError while it has no group */
export function windowOf(
  context: Pick<RunContext, 'mesh' | 'known' | 'clock' | 'runId' | 'cloud'>,
  concentrator: string,
): SshWindow {
  const { mesh, known, clock, runId } = context;
  const groupId = known.get(concentrator).groupIds[desiredOf(context, concentrator).groupNames[0] ?? ''];
  if (groupId === undefined) {
    throw new OperatorError(`${concentrator} has no security group yet`, 'build the mesh with `vpnmesh apply`');
  }
  return { mesh: mesh.name, concentrator, region: regionOf(context, concentrator), groupId, clock, runId };
}

/** Opens TCP 22 for the networks. Returns when it ends. */
export async function openSsh(
  { mesh, concentrator, region, groupId, clock, runId }: SshWindow,
  from: readonly string[],
  opening: { readonly by: OpenedBy; readonly forMs: number },
): Promise<Date> {
  const until = new Date(clock.now().getTime() + opening.forMs);
  const description = temporaryDescription(opening.by, until);
  const rules = sshRules(from).map((rule) => ({ rule, description }));
  await region.addRules(groupId, rules, { ...ownershipTags(mesh, 'rule', concentrator), [tagKeys.run]: runId });
  return until;
}

/**
 * Which temporary rules to close: `own`, those of this run and what is past its time; `left-over`, those of any
 * run too, which is for apply, since it works alone; `all`, what an operator opened for a while as well.
 */
export type Closing = 'own' | 'left-over' | 'all';

/** Revokes temporary rules by their ids; rules that are not ours stay. Returns how many went. */
export async function closeSsh({ region, groupId, clock, runId }: SshWindow, which: Closing): Promise<number> {
  const now = clock.now();
  const rules = await region.groupRules(groupId);
  const ids = rules
    .filter(({ description, tags }) => {
      const temporary = temporaryRule(description);
      if (temporary === undefined) return false;
      if (which === 'all' || tags[tagKeys.run] === runId || !(temporary.until > now)) return true;
      return which === 'left-over' && isLeftOver(description, now);
    })
    .map(({ id }) => id);
  await region.revokeRules(groupId, ids);
  return ids.length;
}
