/** Until when SSH is open, by the rules that AWS lists: whoever opened it may have been killed, and its rule stays. */
import { tagKeys } from '#mesh/names.ts';
import { type OpenedBy, temporaryRule } from '#mesh/rules.ts';
import type { RegionObservation } from './observation.ts';
import type { RegionFacts } from './region-facts.ts';

export interface SshWindow {
  readonly concentrator: string;
  readonly region: string;
  readonly by: OpenedBy;
  /** What its rule says. AWS takes no rule away by itself: when its time is over the host's own timer does, or the next run. */
  readonly until: Date;
}

/** A look at the groups and the mesh's own rules, of regions where both were read in full; a whole observation is one. */
export interface RulesSeen {
  readonly regions: readonly Pick<RegionObservation, 'region' | 'groups' | 'rules'>[];
}

/** Of facts: regions whose groups and rules could be read, which is done before SSH is opened for their hosts. */
export function rulesIn({ regions }: { readonly regions: readonly RegionFacts[] }): RulesSeen {
  return {
    regions: regions.flatMap(({ region, groups, rules }) =>
      groups.ok && rules.ok ? [{ region, groups: groups.value, rules: rules.value }] : [],
    ),
  };
}

/** Per concentrator the rule of ours that stands longest; rules whose time is over are left out. By name. */
export function openSshWindows(seen: RulesSeen, now: Date): readonly SshWindow[] {
  return longest(temporaryRules(seen).filter(({ until }) => until > now));
}

/** Those whose time is over, or cannot be read, and which are there all the same: SSH is open, and nobody means it to be. */
export function overdueSshWindows(seen: RulesSeen, now: Date): readonly SshWindow[] {
  return longest(temporaryRules(seen).filter(({ until }) => !(until > now)));
}

function temporaryRules({ regions }: RulesSeen): readonly SshWindow[] {
  return regions.flatMap(({ region, groups, rules }) =>
    rules.flatMap(({ groupId, description }) => {
      const rule = temporaryRule(description);
      const concentrator = groups.find(({ id }) => id === groupId)?.tags[tagKeys.concentrator];
      return rule === undefined ? [] : [{ concentrator: concentrator ?? groupId, region, ...rule }];
    }),
  );
}

function longest(all: readonly SshWindow[]): readonly SshWindow[] {
  const lasting = new Map<string, SshWindow>();
  for (const one of all.toSorted((a, b) => endOf(a) - endOf(b))) {
    lasting.set(`${one.concentrator} ${one.region}`, one);
  }
  return [...lasting.values()].toSorted((a, b) => (a.concentrator < b.concentrator ? -1 : 1));
}

/** A time that cannot be read is the first of all. */
const endOf = ({ until }: SshWindow): number => (Number.isNaN(until.getTime()) ? 0 : until.getTime());

/** How old the time may be that a screen goes by, in ms. */
const clockAgeMs = 1_000;

/** Minutes that have begun, of those that SSH stays open; 0 once its time is over. A window of 30 never says 31. @param until ms @param now ms */
export function minutesLeft(until: number, now: number): number {
  return until <= now ? 0 : Math.max(1, Math.ceil((until - now - clockAgeMs) / 60_000));
}
