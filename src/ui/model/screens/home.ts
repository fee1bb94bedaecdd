/** Home: an existing mesh and its actions. */
import { asking, bound, busy, leavingFor, type Next, quit, type ScreenLogic, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { fieldOf } from '#ui/model/text-field.ts';
import { lookAtHome, probeAgain, toAudit, toPlan } from './navigation.ts';
import { overSsh } from './over-ssh.ts';
import { scanAgain } from './regions.ts';

export const homeActions = [
  { id: 'audit', label: 'Audit', does: 'run every check, and fix what fails' },
  { id: 'verify', label: 'Verify traffic', does: 'ping and path MTU across every pair' },
  { id: 'watch', label: 'Watch tunnels', does: 'refresh every 10 s; Enter again stops' },
  { id: 'members', label: 'Add or remove members', does: 'choose VPCs, review the plan, apply' },
  { id: 'plan', label: 'Plan', does: 'pending changes, and apply' },
  { id: 'open', label: 'Open SSH for 30 minutes', does: 'for ssh.from, on every concentrator' },
  { id: 'close', label: 'Close SSH', does: 'revoke every temporary rule now' },
  { id: 'destroy', label: 'Destroy the mesh', does: 'remove everything that it created' },
  { id: 'quit', label: 'Quit', does: 'the mesh keeps running' },
] as const;

export type HomeAction = (typeof homeActions)[number]['id'];

export const homeActionAt = ({ cursors }: Pick<Wizard, 'cursors'>): HomeAction =>
  homeActions.find(({ id }) => id === cursors.home)?.id ?? 'audit';

export const home: ScreenLogic<'home'> = {
  rows: () => homeActions.map(({ id }) => id),
  disabled(state, action) {
    const chosenNow = action === 'next' ? homeActionAt(state) : undefined;
    if (chosenNow === 'quit') return bound(state);
    const closed = chosenNow === 'close' && state.sshOpenUntil === undefined;
    return busy(state) ?? (closed ? 'SSH is closed: no rule of yours is open; r reads again' : undefined);
  },
  act(state, action) {
    switch (action) {
      case 'again':
        return lookAtHome(state);
      case 'ssh':
        return overSsh(state);
      case 'next':
        return chosen(state, homeActionAt(state));
    }
  },
};

function chosen(state: Wizard, action: HomeAction): Next {
  switch (action) {
    case 'audit':
      return toAudit(state);
    case 'verify':
      return probeAgain(state);
    case 'watch':
      return stay({ ...state, watching: !state.watching });
    case 'members':
      return leavingFor(state, (alone) => stay(scanAgain({ ...alone, screen: 'regions' }), { type: 'survey' }));
    case 'plan':
      return toPlan(state);
    case 'open':
      return stay(asking(state, { kind: 'ssh', open: true }));
    case 'close':
      return stay(asking(state, { kind: 'ssh', open: false }));
    case 'destroy':
      return stay({ ...state, entry: { for: 'destroy', field: fieldOf('') } });
    case 'quit':
      return quit(state);
  }
}
