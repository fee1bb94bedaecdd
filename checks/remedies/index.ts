/** What `fix` does for each failing check that has a remedy: pure, from its result and the facts. */
import type { Result } from '#audit/result.ts';
import type { Facts } from '#checks/subjects.ts';
import type { PlacedRemedy } from '#mesh/remedy/remedy.ts';
import { awsRemedies } from './aws.ts';
import { hostRemedies } from './host.ts';
import { tunnelRemedies } from './tunnels.ts';
import type { RemediesOf } from './where.ts';

const all: Readonly<Record<string, RemediesOf>> = { ...awsRemedies, ...hostRemedies, ...tunnelRemedies };

/** Ids of the checks that `fix` can fix. */
export const fixableChecks: readonly string[] = Object.keys(all);

/** Empty if `fix` can do nothing. */
export function remediesOf(result: Result, facts: Facts): readonly PlacedRemedy[] {
  return all[result.check]?.(result, facts) ?? [];
}
