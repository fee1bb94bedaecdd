/** Pending updates, as long as the host has asked its package sources lately: no news of old is not good news. */
import type { HostFacts, PendingUpdates } from '#linux/host-facts.ts';
import { type Fact, unknown } from '#mesh/fact.ts';

/** In seconds. The timers ask every day. */
const freshFor = 8 * 24 * 3600;

const strongswan = /strongswan|charon/;

export function strongswanUpdates({ security }: PendingUpdates): readonly string[] {
  return security.filter((name) => strongswan.test(name));
}

/** Nothing but strongSwan waits for its update. */
export function onlyStrongswan({ updates }: HostFacts): boolean {
  return updates.ok && updates.value.security.every((name) => strongswan.test(name));
}

export function freshUpdates(name: string, { updates }: HostFacts): Fact<PendingUpdates> {
  if (!updates.ok || (updates.value.listsAge ?? 0) <= freshFor) return updates;
  const days = Math.floor((updates.value.listsAge ?? 0) / 86_400);
  return unknown(
    'stale',
    `${name}: it asked its package sources ${days} days ago: whether an update is pending is not known`,
  );
}
