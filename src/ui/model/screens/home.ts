/** A mesh that stands: what it is, and what can be done with it. */
import { emptyRun } from '#ui/model/run-state.ts';
import { busy, type Next, type ScreenLogic, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { fieldOf } from '#ui/model/text-field.ts';
import { scanAgain } from './regions.ts';
import { toAudit } from './to-audit.ts';
import { toPlan } from './to-plan.ts';

export const homeActions = [
  { id: 'audit', label: 'Audit', does: 'every check, and a remedy for what fails' },
  { id: 'verify', label: 'Prove the traffic', does: 'ping and path MTU across every pair' },
  { id: 'watch', label: 'Watch the tunnels', does: 'ask them every 10 s; again: stop' },
  { id: 'members', label: 'Add or remove members', does: 'choose VPCs, see the plan, apply' },
  { id: 'plan', label: 'Plan', does: 'what differs from the spec, and carrying it out' },
  { id: 'open', label: 'Open SSH for 30 minutes', does: 'for your own address, on every concentrator' },
  { id: 'close', label: 'Close SSH', does: 'revoke every such rule now' },
  { id: 'destroy', label: 'Destroy the mesh', does: 'remove exactly what it made' },
  { id: 'quit', label: 'Leave', does: 'the mesh stays as it is' },
] as const;

/** Where the mesh is looked at anew: what was seen before is of before. */
export function toHome(state: Wizard): Next {
  const there: Wizard = { ...state, screen: 'home' };
  if (state.job !== undefined) return stay(there);
  return stay({ ...there, tunnels: { state: 'asking' }, job: 'status' }, { type: 'status', openSsh: state.openSsh });
}

export const home: ScreenLogic = {
  rows: () => homeActions.map(({ id }) => id),
  disabled(state, action) {
    return action === 'next' && state.cursors.home === 'quit' ? undefined : busy(state);
  },
  act(state, action) {
    if (action === 'again' || action === 'ssh') {
      const openSsh = action === 'ssh' ? !state.openSsh : state.openSsh;
      return stay({ ...state, openSsh, tunnels: { state: 'asking' }, job: 'status' }, { type: 'status', openSsh });
    }
    switch (state.cursors.home ?? 'audit') {
      case 'verify':
        return stay(
          { ...state, screen: 'proof', probes: { state: 'asking' }, job: 'verify', run: emptyRun },
          { type: 'verify', openSsh: state.openSsh },
        );
      case 'watch':
        return stay({ ...state, watching: !state.watching });
      case 'members':
        return stay(scanAgain({ ...state, screen: 'regions' }), { type: 'survey' });
      case 'plan':
        return toPlan(state);
      case 'open':
        return stay({ ...state, job: 'ssh' }, { type: 'ssh', open: true });
      case 'close':
        return stay({ ...state, job: 'ssh' }, { type: 'ssh', open: false });
      case 'destroy':
        return stay({ ...state, entry: { for: 'destroy', field: fieldOf('') } });
      case 'quit':
        return stay(state, { type: 'quit', code: 0 });
      default:
        return toAudit(state);
    }
  },
};
