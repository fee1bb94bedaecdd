import { busy, type ScreenLogic, stay } from '#ui/model/screen.ts';
import { toHome } from './home.ts';
import { toAudit } from './to-audit.ts';

export const pairKey = ({ from, to }: { readonly from: string; readonly to: string }): string => `${from} ${to}`;

export const proof: ScreenLogic = {
  rows: ({ probes }) => (probes.state === 'ready' ? probes.value.probes.map(pairKey) : []),
  disabled: (state, action) => (action === 'back' ? undefined : busy(state)),
  act(state, action) {
    if (action === 'again' || action === 'ssh') {
      const openSsh = action === 'ssh' ? !state.openSsh : state.openSsh;
      return stay({ ...state, openSsh, probes: { state: 'asking' }, job: 'verify' }, { type: 'verify', openSsh });
    }
    if (action === 'back') return toHome(state);
    return toAudit(state);
  },
};
