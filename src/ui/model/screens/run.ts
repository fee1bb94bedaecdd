/** A run while it goes on, and what comes after it. */
import { placeOfStep, retriedRun } from '#ui/model/run-state.ts';
import { asking, busy, type Next, type ScreenLogic, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { toHome, toPlan, toProof } from './navigation.ts';

/** Concentrators first, then regions, then the mesh as a whole; each with at least one step. */
export function placesOf({ run }: Pick<Wizard, 'run'>): readonly string[] {
  return [...new Set(run.steps.map(({ step }) => placeOfStep(step)))].toSorted();
}

export const run: ScreenLogic<'run'> = {
  rows: placesOf,
  disabled(state, action) {
    const { ending, of } = state.run;
    if (ending === undefined) return busy(state) ?? 'the run has not ended';
    if (action === 'again') {
      if (ending.ok) return 'nothing failed';
      // Going on is applying the plan.
      return of === 'apply' ? undefined : '"Destroy the mesh" at home looks again what is there';
    }
    if (action !== 'next' || ending.ok) return undefined;
    return of === 'apply' ? 'it did not end well: r goes on from what is there' : 'it did not end well: Esc leads home';
  },
  act(state, action) {
    switch (action) {
      case 'again':
        return stay(asking(state, { kind: 'retry' }));
      case 'back':
        // The one before is of before the run.
        if (state.run.of === 'apply') return toPlan(state);
        return state.living === undefined ? stay({ ...state, screen: 'welcome' }) : toHome(state);
      case 'next':
        // Of a mesh that was taken down there is nothing to prove.
        return state.living === undefined ? stay({ ...state, screen: 'welcome' }) : toProof(state);
    }
  },
};

/** Goes on from what is there. */
export function retried(state: Wizard): Next {
  const { planned, draft, now, run } = state;
  if (planned.state !== 'ready') return stay(state);
  const { plan: shown } = planned.value;
  const again = retriedRun(run, now);
  return stay({ ...state, job: 'apply', run: again, probes: { state: 'idle' } }, { type: 'apply', draft, shown });
}
