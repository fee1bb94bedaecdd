import type { Action } from '#ui/model/bindings.ts';
import { isUnread } from '#ui/model/just-shown.ts';
import { planLines } from '#ui/model/plan-lines.ts';
import { runOf } from '#ui/model/run-state.ts';
import { busy, leavingFor, type Next, type ScreenLogic, stay, told } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { fieldOf } from '#ui/model/text-field.ts';
import { lookAtHome, toHome, toPlan } from './navigation.ts';

function notNow({ planned, planView }: Wizard, action: Action): string | undefined {
  if (planned.state !== 'ready') return 'there is no plan yet';
  const { plan, obstacles } = planned.value;
  const nothing = plan.steps.length === 0;
  const [first] = obstacles;
  if (action === 'next') {
    if (nothing) return undefined;
    return first === undefined
      ? 'nothing of this is done yet: y carries out the plan'
      : `nothing of this is done yet, and something is in the way: ${first.what}: ${first.next}, then press r`;
  }
  if (action === 'map') return undefined;
  if (action === 'policy') return nothing ? 'nothing is to be done, so nothing is needed' : undefined;
  if (action !== 'accept') return undefined;
  if (first !== undefined) return `${first.what}: ${first.next}, then press r`;
  if (!nothing) {
    const key = planView === 'policy' ? 'p' : 'm';
    return planView === 'steps'
      ? undefined
      : `the steps are not in sight: ${key} goes back to them, and y carries them out`;
  }
  return plan.differs === true ? 'nothing is to be done here' : 'the mesh is as the spec says: nothing is to be done';
}

/** The plan that is shown, carried out. */
export function applied(state: Wizard): Next {
  const { planned, draft, now } = state;
  if (planned.state !== 'ready') return stay(state);
  const { plan: shown } = planned.value;
  const begun = {
    screen: 'run',
    job: 'apply',
    run: runOf(shown, now),
    living: planned.value,
    livingAt: now,
    gone: false,
  } as const;
  return stay({ ...state, ...begun, notice: undefined, probes: { state: 'idle' } }, { type: 'apply', draft, shown });
}

/** The form before it was not seen then. */
const cameFromHome = ({ living, cursors }: Wizard): boolean => living !== undefined && cursors.home === 'plan';

export const plan: ScreenLogic<'plan'> = {
  rows(state) {
    const { planned, planView } = state;
    if (planned.state !== 'ready') return [];
    switch (planView) {
      case 'map':
        return planned.value.members.map(({ name }) => name);
      case 'policy':
        return planned.value.policy.map((_, index) => String(index));
      case 'steps':
        return planLines(state, planned.value).flatMap(({ key }) => key ?? []);
    }
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
        return stay(state, { type: 'preview-save', draft });
      case 'policy':
        return stay(fromTop({ ...state, planView: state.planView === 'policy' ? 'steps' : 'policy' }));
      case 'map':
        return stay(fromTop({ ...state, planView: state.planView === 'map' ? 'steps' : 'map' }));
      case 'again':
        return toPlan(state);
      case 'back':
        // Nothing was looked at while home was away.
        return leavingFor(state, (alone) =>
          cameFromHome(alone) ? toHome(alone) : stay({ ...alone, screen: 'access' }),
        );
      case 'next':
        if (planned.state !== 'ready') return stay(state);
        return lookAtHome({ ...state, screen: 'home', living: planned.value, livingAt: state.now });
      case 'accept':
        if (isUnread(state, state.planShownAt)) {
          return stay(
            told(
              { ...state, planShownAt: state.now },
              'the plan has only just come into sight: y carries it out',
              true,
            ),
          );
        }
        return planned.state === 'ready' && planned.value.plan.totals.delete > 0
          ? stay({ ...state, entry: { for: 'yes', field: fieldOf('') } })
          : applied(state);
    }
  },
};

const fromTop = (state: Wizard): Wizard => ({ ...state, cursors: { ...state.cursors, plan: undefined } });
