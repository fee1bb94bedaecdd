/** To a new plan. */
import { type Next, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';

export function toPlan(state: Wizard): Next {
  const there: Wizard = { ...state, screen: 'plan', job: 'plan', planned: { state: 'asking' }, planView: 'steps' };
  const cursors = { ...state.cursors, plan: undefined };
  return stay({ ...there, cursors }, { type: 'plan', draft: state.draft });
}
