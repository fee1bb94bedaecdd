/** To a new audit: the previous one is outdated. */
import { emptyRun } from '#ui/model/run-state.ts';
import { type Next, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';

export function toAudit(state: Wizard): Next {
  const there = { ...state, screen: 'audit' as const };
  return stay(
    { ...there, audit: { state: 'asking' }, job: 'audit', run: { ...emptyRun, startedAt: state.now } },
    { type: 'audit', openSsh: state.openSsh },
  );
}
