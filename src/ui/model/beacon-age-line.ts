/** A line under results from the facts beacons, which show an earlier state. */

import { elapsed } from './elapsed.ts';
import type { EvidenceAge } from './messages.ts';
import { wrapped } from './wrap-line.ts';

/** All lines: the content below needs their number. */
export function evidenceAgeLines(basis: EvidenceAge | undefined, columns: number): readonly string[] {
  if (basis === undefined) return [];
  const { hosts, seconds } = basis;
  const whose = hosts.length > 3 ? `${hosts.length} hosts` : hosts.join(', ');
  return wrapped(
    `facts of ${whose} from the beacon, up to ${elapsed(seconds * 1000)} old; o reads over SSH`,
    columns,
    2,
  );
}
