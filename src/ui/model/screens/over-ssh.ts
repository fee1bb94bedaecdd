/** Reading hosts over SSH, confirmed once with y; otherwise from their own reports. */
import { asking, type Next, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { lookAtHome, probeAgain, toAudit } from './navigation.ts';

/** The toggle: to reports at once, to SSH after a yes. */
export function overSsh(state: Wizard): Next {
  return state.openSsh ? lookedOverSsh(state, false) : stay(asking(state, { kind: 'look' }));
}

/** Repeats the screen's read in the new mode. */
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
