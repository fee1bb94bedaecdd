/** From one screen to another, which reads again what it shows: what the previous one read is outdated. */
import { emptyRun } from '#ui/model/run-state.ts';
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

export function toPlan(state: Wizard): Next {
  const there: Wizard = { ...state, screen: 'plan', job: 'plan', planned: { state: 'asking' }, planView: 'steps' };
  const cursors = { ...state.cursors, plan: undefined };
  return stay({ ...there, cursors }, { type: 'plan', draft: state.draft });
}

export function toProof(state: Wizard): Next {
  return state.probes.state === 'ready' ? stay({ ...state, screen: 'proof' }) : probeAgain(state);
}

export function probeAgain(state: Wizard): Next {
  const { openSsh } = state;
  const there: Wizard = { ...state, screen: 'proof', job: 'verify', probes: { state: 'asking' }, run: emptyRun };
  return stay(there, { type: 'verify', openSsh });
}

export function toAudit(state: Wizard): Next {
  const there = { ...state, screen: 'audit' as const };
  return stay(
    { ...there, audit: { state: 'asking' }, job: 'audit', run: { ...emptyRun, startedAt: state.now } },
    { type: 'audit', openSsh: state.openSsh },
  );
}
