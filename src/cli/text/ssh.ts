/** What is told of SSH that is open for a while, or was for longer than it should have been. */

import type { RunEvent } from '#mesh/events.ts';
import { minutesLeft } from '#mesh/observed/ssh-windows.ts';
import { counted } from '#mesh/plural.ts';

/** Lines; commands in them are to be made those of the mesh. @param now for the minutes that are left */
export function sshLines({ open, overdue, left }: Extract<RunEvent, { type: 'ssh' }>, now: Date): readonly string[] {
  const names = (windows: typeof open): string => [...new Set(windows.map((one) => one.concentrator))].join(', ');
  const last = Math.max(...open.map(({ until }) => until.getTime()));
  const minutes = minutesLeft(last, now.getTime());
  return [
    ...(open.length === 0
      ? []
      : [`SSH is OPEN to ${names(open)} for ${counted(minutes, 'more minute')}; \`vpnmesh ssh close\` closes it now`]),
    ...(overdue.length === 0 || left.length > 0
      ? []
      : [`SSH to ${names(overdue)} had outlived its time and was closed`]),
    ...left.map(
      (why) =>
        `SSH is OPEN past its time and cannot be closed from here (${why}); \`vpnmesh ssh close\` with the rights of apply closes it`,
    ),
  ];
}
