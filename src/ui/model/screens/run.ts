/** A run in progress, and what follows it. */
import { placeOfStep, retriedRun } from '#ui/model/run-state.ts';
import { asking, busy, type Next, type ScreenLogic, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { toHome, toPlan, toProof } from './navigation.ts';

/** Concentrators, then regions, then the whole mesh; each with at least one step. */
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
      // Resuming means applying the plan.
      return of === 'apply' ? undefined : 'choose "Destroy the mesh" on Home again';
    }
    if (action !== 'next' || ending.ok) return undefined;
    return of === 'apply' ? 'the run failed: r resumes' : 'the run failed: Esc goes home';
  },
  act(state, action) {
    switch (action) {
      case 'again':
        return stay(asking(state, { kind: 'retry' }));
      case 'back':
        // The previous audit is from before the run.
        if (state.run.of === 'apply') return toPlan(state);
        return state.living === undefined ? stay({ ...state, screen: 'welcome' }) : toHome(state);
      case 'next':
        // A destroyed mesh has nothing to verify.
        return state.living === undefined ? stay({ ...state, screen: 'welcome' }) : toProof(state);
    }
  },
};

/** Resumes the run. */
export function retried(state: Wizard): Next {
  const { planned, draft, now, run } = state;
  if (planned.state !== 'ready') return stay(state);
  const { plan: shown } = planned.value;
  const again = retriedRun(run, now);
  return stay({ ...state, job: 'apply', run: again, probes: { state: 'idle' } }, { type: 'apply', draft, shown });
}
