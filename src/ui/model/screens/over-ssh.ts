/** Looks that open SSH while they last: agreed to once, with y; without it they go by the hosts' own reports. */
import { asking, type Next, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { lookAtHome, probeAgain, toAudit } from './navigation.ts';

/** The key for both ways: back to reports at once, to SSH after a yes. */
export function overSsh(state: Wizard): Next {
  return state.openSsh ? lookedOverSsh(state, false) : stay(asking(state, { kind: 'look' }));
}

/** The screen's own look, made anew in the other way. */
export function lookedOverSsh(before: Wizard, openSsh: boolean): Next {
  const state = { ...before, openSsh };
  switch (state.screen) {
    case 'proof':
      return probeAgain(state);
    case 'audit':
      return toAudit(state);
    case 'home':
      return lookAtHome(state);
    case 'welcome':
    case 'regions':
    case 'concentrators':
    case 'access':
    case 'plan':
    case 'run':
      return stay(state);
  }
}
