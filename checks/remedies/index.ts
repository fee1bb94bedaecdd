/** What fix does for each failing check that has a remedy: pure, from its result and the facts. */
import type { Result } from '#audit/result.ts';
import type { Facts } from '#checks/subjects.ts';
import type { Wanted } from '#mesh/remedy/remedy.ts';
import { awsMends } from './aws.ts';
import { hostMends } from './host.ts';
import { tunnelMends } from './tunnels.ts';
import type { MendsOf } from './where.ts';

const all: Readonly<Record<string, MendsOf>> = { ...awsMends, ...hostMends, ...tunnelMends };

/** Ids of the checks that fix can put right. */
export const mendable: readonly string[] = Object.keys(all);

/** Empty when there is nothing that fix could do. */
export function wantsOf(result: Result, facts: Facts): readonly Wanted[] {
  return all[result.check]?.(result, facts) ?? [];
}
