import type { Action } from '#ui/model/bindings.ts';
import { runOf } from '#ui/model/run-state.ts';
import { busy, type ScreenLogic, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { toPlan } from './to-plan.ts';

function notNow({ planned }: Wizard, action: Action): string | undefined {
  if (planned.state !== 'ready') return 'there is no plan yet';
  const { plan, obstacles } = planned.value;
  const nothing = plan.steps.length === 0;
  if (action === 'next') return nothing ? undefined : 'nothing is built yet: y carries out the plan';
  if (action === 'map') return undefined;
  if (action === 'policy') return nothing ? 'nothing is to be done, so nothing is needed' : undefined;
  if (action !== 'accept') return undefined;
  const [first] = obstacles;
  if (first !== undefined) return `${first.what}: ${first.next}, then press r`;
  return nothing ? 'the mesh is as the spec says: nothing is to be done' : undefined;
}

/** The form before it was not seen then. */
const cameFromHome = ({ living, cursors }: Wizard): boolean => living !== undefined && cursors.home === 'plan';

export const plan: ScreenLogic = {
  rows(state) {
    const { planned, planView } = state;
    if (planned.state !== 'ready') return [];
    if (planView === 'map') return [];
    return planView === 'policy'
      ? planned.value.policy.map((_, index) => String(index))
      : planned.value.plan.steps.map(({ id }) => id);
  },
  disabled(state, action) {
    if (action === 'save') return undefined;
    if (action === 'again') return busy(state);
    return action === 'back' ? undefined : notNow(state, action);
  },
  act(state, action) {
    const { planned, draft } = state;
    switch (action) {
      case 'save':
        return stay(state, { type: 'save', draft });
      case 'policy':
        return stay({ ...state, planView: state.planView === 'policy' ? 'steps' : 'policy' });
      case 'map':
        return stay({ ...state, planView: state.planView === 'map' ? 'steps' : 'map' });
      case 'again':
        return toPlan(state);
      case 'back':
        // What is being looked up is of no interest any more.
        return stay(
          { ...state, screen: cameFromHome(state) ? 'home' : 'access', job: undefined },
          ...(state.job === undefined ? [] : [{ type: 'stop' } as const]),
        );
      case 'next':
        if (planned.state !== 'ready') return stay(state);
        return stay(
          { ...state, screen: 'home', living: planned.value, job: 'status', tunnels: { state: 'asking' } },
          { type: 'save', draft },
          { type: 'status', openSsh: state.openSsh },
        );
      default: {
        if (planned.state !== 'ready') return stay(state);
        const run = runOf(planned.value.plan, state.now);
        return stay(
          {
            ...state,
            screen: 'run',
            job: 'apply',
            run,
            living: planned.value,
            gone: false,
            notice: undefined,
            probes: { state: 'idle' },
          },
          { type: 'apply', draft, shown: planned.value.plan },
        );
      }
    }
  },
};
