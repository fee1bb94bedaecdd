/** SSH in the security group: opened for a while, closed in every ending, and what others left behind cleared. */

import { OperatorError } from '#mesh/errors.ts';
import { ownershipTags, type Tags, tagKeys } from '#mesh/names.ts';
import type { ObservedRule } from '#mesh/observation.ts';
import { type OpenedBy, ruleKey, sshRules, temporaryDescription, temporaryRule } from '#mesh/rules.ts';
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
  readonly isGone: (runId: string) => boolean;
}

/** The window of one concentrator. @throws OperatorError while it has no group */
export function windowOf(
  context: Pick<RunContext, 'mesh' | 'known' | 'clock' | 'runId' | 'isGone' | 'cloud'>,
  concentrator: string,
): SshWindow {
  const { mesh, known, clock, runId, isGone } = context;
  const groupId = known.get(concentrator).groupIds[desiredOf(context, concentrator).groupNames[0] ?? ''];
  if (groupId === undefined) {
    throw new OperatorError(`${concentrator} has no security group yet`, 'build the mesh with `vpnmesh apply`');
  }
  return { mesh: mesh.name, concentrator, region: regionOf(context, concentrator), groupId, clock, runId, isGone };
}

type Rule = ObservedRule & { readonly tags: Tags };

/**
 * Opens TCP 22 for the networks. Returns when it ends. A temporary rule that is there already is replaced, so that
 * its end and its owner are what this opening says; but what somebody else needs is used as it is: what a run that is
 * alive has open, and what an operator opened for longer.
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
  const there = (await region.groupRules(groupId)).filter((rule) => keys.has(ruleKey(rule)));
  const stale = there.filter((rule) => isOurs(rule, mesh) && !isNeeded(rule, window, opening.by, until));
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

function isOurs({ description, tags }: Rule, mesh: string): boolean {
  return tags[tagKeys.mesh] === mesh && temporaryRule(description) !== undefined;
}

/** Open for somebody else than this opening. A run that changes the mesh owns its rule, whoever looks meanwhile. */
function isNeeded(rule: Rule, window: SshWindow, by: OpenedBy, until: Date): boolean {
  const there = temporaryRule(rule.description);
  if (there === undefined || by === 'operator') return false;
  if (there.by === 'operator') return there.until >= until;
  return by === 'look' && isOfAnother(rule, window);
}

/** Of another run that is alive, as far as can be told. */
function isOfAnother({ description, tags }: Rule, { runId, isGone, clock }: SshWindow): boolean {
  const owner = tags[tagKeys.run];
  const until = temporaryRule(description)?.until;
  return owner !== undefined && owner !== runId && until !== undefined && until > clock.now() && !isGone(owner);
}

/**
 * Which temporary rules to close: `own`, those of this run and what is left over; `left-over`, those of any run that
 * changes the mesh too, which is for a run that does so itself and so knows that no other is alive; `all`, what an
 * operator opened for a while as well.
 */
export type Closing = 'own' | 'left-over' | 'all';

/** Revokes temporary rules by their ids; rules that are not ours stay. Returns how many went. */
export async function closeSsh(window: SshWindow, which: Closing): Promise<number> {
  const { mesh, region, groupId, clock, runId } = window;
  const now = clock.now();
  const goes = (rule: Rule): boolean => {
    const temporary = temporaryRule(rule.description);
    if (temporary === undefined || !isOurs(rule, mesh)) return false;
    if (which === 'all' || !(temporary.until > now)) return true;
    if (temporary.by === 'operator') return rule.tags[tagKeys.run] === runId;
    return !isOfAnother(rule, window) || (which === 'left-over' && temporary.by === 'run');
  };
  const ids = (await region.groupRules(groupId)).filter(goes).map(({ id }) => id);
  await region.revokeRules(groupId, ids);
  return ids.length;
}
