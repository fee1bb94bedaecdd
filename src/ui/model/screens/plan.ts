import type { Action } from '#ui/model/bindings.ts';
import { isUnread } from '#ui/model/early-key.ts';
import { planLines } from '#ui/model/plan-lines.ts';
import { runOf } from '#ui/model/run-state.ts';
import { busy, leavingFor, type Next, type ScreenLogic, stay, told } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { fieldOf } from '#ui/model/text-field.ts';
import { lookAtHome, toHome, toPlan } from './navigation.ts';

function notNow({ planned, planView }: Wizard, action: Action): string | undefined {
  if (planned.state !== 'ready') return 'no plan yet';
  const { plan, obstacles } = planned.value;
  const nothing = plan.steps.length === 0;
  const [first] = obstacles;
  if (action === 'next') {
    if (nothing) return undefined;
    return first === undefined
      ? 'nothing is executed yet: y executes the plan'
      : `nothing is executed yet, and there is an obstacle: ${first.what}: ${first.next}, then press r`;
  }
  if (action === 'map') return undefined;
  if (action === 'policy') return nothing ? 'nothing to do, so no permission is needed' : undefined;
  if (action !== 'accept') return undefined;
  if (first !== undefined) return `${first.what}: ${first.next}, then press r`;
  if (!nothing) {
    const key = planView === 'policy' ? 'p' : 'm';
    return planView === 'steps' ? undefined : `the steps are not visible: ${key} shows them, then y executes them`;
  }
  return plan.differs === true ? 'nothing to do' : 'in sync with the spec: nothing to do';
}

/** Executes the plan on screen. */
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

/** The previous form was not visible then. */
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
        // Nothing was read while home was not visible.
        return leavingFor(state, (alone) =>
          cameFromHome(alone) ? toHome(alone) : stay({ ...alone, screen: 'access' }),
        );
      case 'next':
        if (planned.state !== 'ready') return stay(state);
        return lookAtHome({ ...state, screen: 'home', living: planned.value, livingAt: state.now });
      case 'accept':
        if (isUnread(state, state.planShownAt)) {
          return stay(
            told({ ...state, planShownAt: state.now }, 'the plan has only just appeared: y executes it', true),
          );
        }
        return planned.state === 'ready' && planned.value.plan.totals.delete > 0
          ? stay({ ...state, entry: { for: 'yes', field: fieldOf('') } })
          : applied(state);
    }
  },
};

const fromTop = (state: Wizard): Wizard => ({ ...state, cursors: { ...state.cursors, plan: undefined } });
