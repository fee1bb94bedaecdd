/** The age of the facts beacons, if hosts were not reached. */
import type { Reported } from '#app/hosts/host-or-report.ts';
import type { EvidenceAge } from '#ui/model/messages.ts';

export function evidenceAgeOf(reported: readonly Reported[], now: Date): { readonly basis?: EvidenceAge } {
  if (reported.length === 0) return {};
  const oldest = Math.min(...reported.map(({ at }) => Date.parse(at)));
  const hosts = [...new Set(reported.map(({ concentrator }) => concentrator))];
  return { basis: { hosts, seconds: Math.max(0, Math.round((now.getTime() - oldest) / 1000)) } };
}
