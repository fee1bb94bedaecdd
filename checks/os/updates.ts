/** Pending updates, if the host has refreshed its package lists recently: a stale list proves nothing. */
import type { HostFacts, PendingUpdates } from '#linux/host-facts.ts';
import { type Fact, unknown } from '#mesh/fact.ts';

/** Seconds. The timers refresh every day. */
const freshFor = 8 * 24 * 3600;

const strongswan = /strongswan|charon/;

export function strongswanUpdates({ security }: PendingUpdates): readonly string[] {
  return security.filter((name) => strongswan.test(name));
}

/** The pending updates of strongSwan's packages. */
export function onlyStrongswan({ updates }: HostFacts): boolean {
  return updates.ok && updates.value.security.every((name) => strongswan.test(name));
}

export function freshUpdates(name: string, { updates }: HostFacts): Fact<PendingUpdates> {
  if (!updates.ok || (updates.value.listsAge ?? 0) <= freshFor) return updates;
  const days = Math.floor((updates.value.listsAge ?? 0) / 86_400);
  return unknown('stale', `${name} refreshed its package lists ${days} days ago: pending updates are unknown`);
}
