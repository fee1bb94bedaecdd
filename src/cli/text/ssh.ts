/** Lines about open and expired SSH. */

import type { RunEvent } from '#mesh/events.ts';
import { minutesLeft } from '#mesh/observed/ssh-windows.ts';
import { counted } from '#mesh/plural.ts';

/** The caller adds the mesh's flags to commands in them. @param now for the remaining minutes */
export function sshLines({ open, overdue, left }: Extract<RunEvent, { type: 'ssh' }>, now: Date): readonly string[] {
  const names = (windows: typeof open): string => [...new Set(windows.map((one) => one.concentrator))].join(', ');
  const last = Math.max(...open.map(({ until }) => until.getTime()));
  const minutes = minutesLeft(last, now.getTime());
  return [
    ...(open.length === 0
      ? []
      : [`SSH is OPEN on ${names(open)} for ${counted(minutes, 'more minute')}; \`vpnmesh ssh close\` closes it now`]),
    ...(overdue.length === 0 || left.length > 0 ? [] : [`SSH to ${names(overdue)} had expired and was closed`]),
    ...left.map(
      (why) =>
        `SSH is OPEN past its expiry and cannot be closed from here (${why}); \`vpnmesh ssh close\` with apply's permissions closes it`,
    ),
  ];
}
