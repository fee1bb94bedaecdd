/** A line under results from the facts beacons, which show an earlier state. */

import type { EvidenceAge } from './messages.ts';
import { broken } from './wrap-line.ts';

/** All lines: the content below needs their number. */
export function evidenceAgeLines(basis: EvidenceAge | undefined, columns: number): readonly string[] {
  if (basis === undefined) return [];
  const { hosts, seconds } = basis;
  const whose = hosts.length > 3 ? `${hosts.length} hosts` : hosts.join(', ');
  return broken(
    `facts of ${whose} from the beacon, up to ${elapsed(seconds * 1000)} old; o reads over SSH`,
    columns,
    2,
  );
}

/** `1.2 s`, `2 min 5 s`. */
export function elapsed(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
