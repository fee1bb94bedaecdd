/** The name of a run, for whoever meets its work, and whether such a run is still alive. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces, userInfo } from 'node:os';

/** `ana@laptop pid 4711 of 1a2b3c4d since 2026-11-24T12:00:00.000Z`. */
export function newRunId(now: Date): string {
  return `${userInfo().username}@${hostname()} pid ${process.pid} of ${machine()} since ${now.toISOString()}`;
}

/** True for a run of this very machine whose process has ended. A run of another machine is never said to be gone. */
export function isGoneRun(runId: string): boolean {
  const found = / pid (\d+) of ([0-9a-f]{8}) since /.exec(runId);
  if (found?.[2] !== machine()) return false;
  try {
    process.kill(Number(found[1]), 0);
    return false;
  } catch (error) {
    // EPERM: it runs as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Tells machines apart that have one name: hosts of a cloud, runners of a CI. */
function machine(): string {
  const macs = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ mac }) => mac));
  return createHash('sha256')
    .update(machineId() ?? [hostname(), ...new Set(macs)].toSorted().join(' '))
    .digest('hex')
    .slice(0, 8);
}

/** machine-id(5) names an installation; containers made from one image share it, but not their host name. */
function machineId(): string | undefined {
  try {
    const id = readFileSync('/etc/machine-id', 'utf8').trim();
    return id === '' ? undefined : `${id} ${hostname()}`;
  } catch {
    return undefined;
  }
}
