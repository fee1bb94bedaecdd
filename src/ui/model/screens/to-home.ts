/** To the home screen, which reads the mesh again. */
import { type Next, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';

export function toHome(state: Wizard): Next {
  const there: Wizard = { ...state, screen: 'home' };
  return state.job === undefined ? lookAtHome(there) : stay(there);
}

export function lookAtHome(state: Wizard): Next {
  const { openSsh } = state;
  return stay({ ...state, tunnels: { state: 'asking' }, job: 'status' }, { type: 'status', openSsh });
}
