/** A run while it goes on, and what comes after it. */
import { placeOfStep, runOf } from '#ui/model/run-state.ts';
import { busy, type ScreenLogic, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { toProof } from './to-proof.ts';

/** Concentrators first, then regions, then the mesh as a whole; each with at least one step. */
export function placesOf({ run }: Pick<Wizard, 'run'>): readonly string[] {
  return [...new Set(run.steps.map(({ step }) => placeOfStep(step)))].toSorted();
}

export const run: ScreenLogic = {
  rows: placesOf,
  disabled(state, action) {
    const { ending } = state.run;
    if (ending === undefined) return busy(state) ?? 'the run has not ended';
    if (action === 'again') return ending.ok ? 'nothing failed' : undefined;
    return action === 'next' && !ending.ok ? 'it did not end well: r goes on from what is there' : undefined;
  },
  act(state, action) {
    const { planned } = state;
    if (action === 'again' && planned.state === 'ready') {
      const again = { ...runOf(planned.value.plan, state.now), notes: [] };
      return stay(
        { ...state, job: 'apply', run: again, probes: { state: 'idle' } },
        { type: 'apply', draft: state.draft, shown: planned.value.plan },
      );
    }
    if (action === 'back') return stay({ ...state, screen: state.planned.state === 'ready' ? 'plan' : 'home' });
    // Of a mesh that was taken down there is nothing to prove.
    return state.living === undefined ? stay({ ...state, screen: 'welcome' }) : toProof(state);
  },
};
