/** A mesh that stands: what it is, and what can be done with it. */
import { asking, bound, busy, leavingFor, type Next, quit, type ScreenLogic, stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { fieldOf } from '#ui/model/text-field.ts';
import { lookAtHome, probeAgain, toAudit, toPlan } from './navigation.ts';
import { overSsh } from './over-ssh.ts';
import { scanAgain } from './regions.ts';

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

export type HomeAction = (typeof homeActions)[number]['id'];

export const homeActionAt = ({ cursors }: Pick<Wizard, 'cursors'>): HomeAction =>
  homeActions.find(({ id }) => id === cursors.home)?.id ?? 'audit';

export const home: ScreenLogic<'home'> = {
  rows: () => homeActions.map(({ id }) => id),
  disabled(state, action) {
    const chosenNow = action === 'next' ? homeActionAt(state) : undefined;
    if (chosenNow === 'quit') return bound(state);
    const closed = chosenNow === 'close' && state.sshOpenUntil === undefined;
    return (
      busy(state) ?? (closed ? 'SSH was closed at the last look: no rule of yours stands; r looks again' : undefined)
    );
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
