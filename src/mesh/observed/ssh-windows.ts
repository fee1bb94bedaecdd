/** How long SSH is open, by the rules that AWS lists: a rule outlives a run that was killed. */

import { type OpenedBy, temporaryRule } from '#mesh/ingress-rules.ts';
import { tagKeys } from '#mesh/names.ts';
import type { RegionObservation } from './observation.ts';
import type { RegionFacts } from './region-facts.ts';

export interface SshWindow {
  readonly concentrator: string;
  readonly region: string;
  readonly by: OpenedBy;
  /** From the rule's description. AWS does not expire rules: the host's timer or the next run revokes them. */
  readonly until: Date;
}

/** Groups and the mesh's own rules, of regions where both were read completely; an observation qualifies. */
export interface RulesSeen {
  readonly regions: readonly Pick<RegionObservation, 'region' | 'groups' | 'rules'>[];
}

/** From facts: regions whose groups and rules could be read, which happens before the run opens SSH. */
export function rulesIn({ regions }: { readonly regions: readonly RegionFacts[] }): RulesSeen {
  return {
    regions: regions.flatMap(({ region, groups, rules }) =>
      groups.ok && rules.ok ? [{ region, groups: groups.value, rules: rules.value }] : [],
    ),
  };
}

/** Per concentrator, the temporary rule that expires last; expired rules are left out. Sorted by name. */
export function openSshWindows(seen: RulesSeen, now: Date): readonly SshWindow[] {
  return longest(temporaryRules(seen).filter(({ until }) => until > now));
}

/** Rules that have expired, or have an unreadable expiry, and still exist: SSH is open unintentionally. */
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

/** An unreadable time sorts first. */
const endOf = ({ until }: SshWindow): number => (Number.isNaN(until.getTime()) ? 0 : until.getTime());

/** How old a screen's clock may be, in ms. */
const clockAgeMs = 1_000;

/** Remaining minutes, rounded up; 0 once expired. A window of 30 never shows 31. @param until ms @param now ms */
export function minutesLeft(until: number, now: number): number {
  return until <= now ? 0 : Math.max(1, Math.ceil((until - now - clockAgeMs) / 60_000));
}
