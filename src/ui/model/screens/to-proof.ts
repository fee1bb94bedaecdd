/** To the verification, unless the run has already made it. */
import { emptyRun } from '#ui/model/run-state.ts';
import { type Next, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';

export function toProof(state: Wizard): Next {
  return state.probes.state === 'ready' ? stay({ ...state, screen: 'proof' }) : probeAgain(state);
}

export function probeAgain(state: Wizard): Next {
  const { openSsh } = state;
  const there: Wizard = { ...state, screen: 'proof', job: 'verify', probes: { state: 'asking' }, run: emptyRun };
  return stay(there, { type: 'verify', openSsh });
}
