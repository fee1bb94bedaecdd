/** Under what goes by the hosts' own reports: it is of then, not of now. */
import { broken } from './broken.ts';
import type { EvidenceAge } from './messages.ts';

/** As many as it takes: what stands below has to know how many. */
export function evidenceAgeLines(basis: EvidenceAge | undefined, columns: number): readonly string[] {
  if (basis === undefined) return [];
  const { hosts, seconds } = basis;
  const whose = hosts.length > 3 ? `${hosts.length} hosts` : hosts.join(', ');
  return broken(`by what ${whose} last reported, up to ${elapsed(seconds * 1000)} ago; o asks over SSH`, columns, 2);
}

/** `1.2 s`, `2 min 5 s`. */
export function elapsed(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
