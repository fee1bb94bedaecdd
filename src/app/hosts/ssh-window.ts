/** Temporary SSH rules: opens them, always restores the previous state, and removes left-overs of other runs. */

import { desiredOf, type RunContext, regionOf } from '#app/run/context.ts';
import { OperatorError } from '#mesh/errors.ts';
import { type OpenedBy, ruleKey, sshRules, temporaryDescription, temporaryRule } from '#mesh/ingress-rules.ts';
import { ownershipTags, tagKeys } from '#mesh/names.ts';
import type { TaggedRule } from '#mesh/observed/observation.ts';
import type { Clock } from '#ports/clock.ts';
import type { RegionCloud } from '#ports/cloud.ts';

export interface SshWindow {
  readonly mesh: string;
  readonly concentrator: string;
  readonly region: RegionCloud;
  readonly groupId: string;
  readonly clock: Clock;
  /** Marks this run's rules, so that it closes only its own. */
  readonly runId: string;
  readonly isGone: (runId: string) => boolean;
}

/** The SSH window of one concentrator. @throws OperatorError while it has no group */
export function windowOf(
  context: Pick<RunContext, 'mesh' | 'inventory' | 'clock' | 'runId' | 'isGone' | 'cloud'>,
  concentrator: string,
): SshWindow {
  const { mesh, inventory, clock, runId, isGone } = context;
  const groupId = inventory.get(concentrator).groupIds[desiredOf(context, concentrator).groupNames[0] ?? ''];
  if (groupId === undefined) {
    throw new OperatorError(`${concentrator} has no security group yet`, 'build the mesh with `vpnmesh apply`');
  }
  return { mesh: mesh.name, concentrator, region: regionOf(context, concentrator), groupId, clock, runId, isGone };
}

/**
 * Opens TCP 22 for the networks. Returns the expiry. Replaces an existing temporary rule, so that it carries this
 * opening's expiry and owner, except one that is still needed: that of a live run, or of an operator for longer. The
 * expiry of an operator's shorter rule is remembered: AWS does not allow a second rule for the same network, so closing
 * restores it.
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
  const added = rules.filter((rule) => !kept.has(ruleKey(rule)));
  const tags = { ...ownershipTags(mesh, 'rule', concentrator), [tagKeys.run]: runId };
  const before = new Map(opening.by === 'operator' ? [] : stale.map((rule) => [ruleKey(rule), operatorsEnd(rule)]));
  for (const end of new Set(added.map((rule) => before.get(ruleKey(rule))))) {
    await region.addRules(
      groupId,
      added.filter((rule) => before.get(ruleKey(rule)) === end).map((rule) => ({ rule, description })),
      end === undefined ? tags : { ...tags, [tagKeys.sshOpenUntil]: end },
    );
  }
  return until;
}

/** Expiry of the operator's opening, even if a run's rule replaced it; undefined if they did not open it. */
function operatorsEnd({ description, tags }: TaggedRule): string | undefined {
  const there = temporaryRule(description);
  if (there?.by !== 'operator') return tags[tagKeys.sshOpenUntil];
  return Number.isNaN(there.until.getTime()) ? undefined : there.until.toISOString();
}

function isOurs({ description, tags }: TaggedRule, mesh: string): boolean {
  return tags[tagKeys.mesh] === mesh && temporaryRule(description) !== undefined;
}

/** Whether the rule belongs to another opening. A run that changes the mesh owns its rule, whoever reads meanwhile. */
function isNeeded(rule: TaggedRule, window: SshWindow, by: OpenedBy, until: Date): boolean {
  const there = temporaryRule(rule.description);
  if (there === undefined || by === 'operator') return false;
  if (there.by === 'operator') return there.until >= until;
  return by === 'look' && isOfAnother(rule, window);
}

/** Whether it belongs to another run that still seems to be alive. */
function isOfAnother({ description, tags }: TaggedRule, { runId, isGone, clock }: SshWindow): boolean {
  const owner = tags[tagKeys.run];
  const until = temporaryRule(description)?.until;
  return owner !== undefined && owner !== runId && until !== undefined && until > clock.now() && !isGone(owner);
}

/**
 * Which temporary rules to close. `own`: this run's and expired ones. `left-over`: also those of any run that changes
 * the mesh, for a run that holds the lease and therefore knows that no other is alive. `all`: also the operator's.
 */
export type Closing = 'own' | 'left-over' | 'all';

export interface Closed {
  /** Number of revoked rules. */
  readonly revoked: number;
  /** Expiry of the operator's opening, which stays; undefined if it expired or there is none. */
  readonly openUntil: Date | undefined;
}

/** Revokes temporary rules by id and restores the operator's opening; other rules stay. */
export async function closeSsh(window: SshWindow, which: Closing): Promise<Closed> {
  const { mesh, concentrator, region, groupId, clock } = window;
  const now = clock.now();
  const goes = (rule: TaggedRule): boolean => {
    const temporary = temporaryRule(rule.description);
    if (temporary === undefined || !isOurs(rule, mesh)) return false;
    if (which === 'all' || !(temporary.until > now)) return true;
    if (temporary.by === 'operator') return false;
    return !isOfAnother(rule, window) || (which === 'left-over' && temporary.by === 'run');
  };
  const there = await region.groupRules(groupId);
  const gone = there.filter(goes);
  await region.revokeRules(
    groupId,
    gone.map(({ id }) => id),
  );
  const back = which === 'all' ? [] : gone.flatMap((rule) => operatorsAgain(rule, now));
  await region.addRules(groupId, back, ownershipTags(mesh, 'rule', concentrator));
  const ends = [...there.filter((rule) => isOurs(rule, mesh) && !gone.includes(rule)).map((rule) => rule.description)]
    .concat(back.map(({ description }) => description))
    .flatMap((description) => temporaryRule(description) ?? [])
    .filter(({ by, until }) => by === 'operator' && until > now)
    .map(({ until }) => until.getTime());
  return { revoked: gone.length, openUntil: ends.length === 0 ? undefined : new Date(Math.max(...ends)) };
}

/** The operator's rule that a run's rule replaced, unless it has expired. */
function operatorsAgain(
  rule: TaggedRule,
  now: Date,
): readonly { readonly rule: TaggedRule; readonly description: string }[] {
  const until = new Date(operatorsEnd(rule) ?? Number.NaN);
  return until > now ? [{ rule, description: temporaryDescription('operator', until) }] : [];
}
