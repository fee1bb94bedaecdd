/** SSH in the security group: opened for a while, closed in every ending, and what others left behind cleared. */

import { OperatorError } from '#mesh/errors.ts';
import { ownershipTags, type Tags, tagKeys } from '#mesh/names.ts';
import type { ObservedRule } from '#mesh/observation.ts';
import { isLeftOver, type OpenedBy, ruleKey, sshRules, temporaryDescription, temporaryRule } from '#mesh/rules.ts';
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

/**
 * Opens TCP 22 for the networks. Returns when it ends. A temporary rule that is there already is replaced, so that
 * its end and its owner are what this opening says; but a run leaves what an operator opened for longer.
 */
export async function openSsh(
  window: SshWindow,
  from: readonly string[],
  opening: { readonly by: OpenedBy; readonly forMs: number },
): Promise<Date> {
  const { mesh, concentrator, region, groupId, clock, runId } = window;
  const until = new Date(clock.now().getTime() + opening.forMs);
  const description = temporaryDescription(opening.by, until);
  const rules = sshRules(from);
  const keys = new Set(rules.map(ruleKey));
  const outlasts = ({ description: text }: ObservedRule): boolean => {
    const there = temporaryRule(text);
    return opening.by === 'run' && there?.by === 'operator' && there.until >= until;
  };
  const there = (await region.groupRules(groupId)).filter((rule) => keys.has(ruleKey(rule)));
  const stale = there.filter((rule) => isOurs(rule, mesh) && !outlasts(rule));
  await region.revokeRules(
    groupId,
    stale.map(({ id }) => id),
  );
  const kept = new Set(there.filter((rule) => !stale.includes(rule)).map(ruleKey));
  await region.addRules(
    groupId,
    rules.filter((rule) => !kept.has(ruleKey(rule))).map((rule) => ({ rule, description })),
    { ...ownershipTags(mesh, 'rule', concentrator), [tagKeys.run]: runId },
  );
  return until;
}

function isOurs({ description, tags }: ObservedRule & { readonly tags: Tags }, mesh: string): boolean {
  return tags[tagKeys.mesh] === mesh && temporaryRule(description) !== undefined;
}

/**
 * Which temporary rules to close: `own`, those of this run and what is past its time; `left-over`, those of any
 * run too, which is for apply, since it works alone; `all`, what an operator opened for a while as well.
 */
export type Closing = 'own' | 'left-over' | 'all';

/** Revokes temporary rules by their ids; rules that are not ours stay. Returns how many went. */
export async function closeSsh({ mesh, region, groupId, clock, runId }: SshWindow, which: Closing): Promise<number> {
  const now = clock.now();
  const rules = await region.groupRules(groupId);
  const ids = rules
    .filter((rule) => {
      if (!isOurs(rule, mesh)) return false;
      const past = !((temporaryRule(rule.description)?.until ?? now) > now);
      if (which === 'all' || rule.tags[tagKeys.run] === runId || past) return true;
      return which === 'left-over' && isLeftOver(rule.description, now);
    })
    .map(({ id }) => id);
  await region.revokeRules(groupId, ids);
  return ids.length;
}
