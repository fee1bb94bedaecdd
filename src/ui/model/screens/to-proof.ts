/** To the proof, which is made where the run itself did not make it. */
import { type Next, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';

export function toProof(state: Wizard): Next {
  const there: Wizard = { ...state, screen: 'proof' };
  if (state.probes.state === 'ready') return stay(there);
  return stay({ ...there, job: 'verify', probes: { state: 'asking' } }, { type: 'verify', openSsh: state.openSsh });
}
