import { bound, busy, leavingFor, type ScreenLogic } from '#ui/model/screen.ts';
import { wrapped } from '#ui/model/wrap-line.ts';
import { probeAgain, toAudit, toHome } from './navigation.ts';
import { overSsh } from './over-ssh.ts';

export const pairKey = ({ from, to }: { readonly from: string; readonly to: string }): string => `${from} ${to}`;

/** Unread hosts and the reasons, with room for the pointer. */
export const unknownLines = (unknown: readonly string[], columns: number): readonly string[] =>
  unknown.flatMap((why) => wrapped(`unknown: ${why}`, columns - 2, 2));

/** Two hosts may have the same line, so the key includes the index; otherwise the cursor would stop at the second. */
export const unknownKey = (line: string, index: number): string => `unknown ${index} ${line}`;

export const proof: ScreenLogic<'proof'> = {
  rows: ({ probes, columns }) =>
    probes.state === 'ready'
      ? [...probes.value.probes.map(pairKey), ...unknownLines(probes.value.unknown, columns).map(unknownKey)]
      : [],
  disabled: (state, action) => (action === 'back' || action === 'next' ? bound(state) : busy(state)),
  act(state, action) {
    switch (action) {
      case 'again':
        return probeAgain(state);
      case 'ssh':
        return overSsh(state);
      case 'back':
        return leavingFor(state, toHome);
      case 'next':
        return leavingFor(state, toAudit);
    }
  },
};
