/** The name of a run, as lease owner, and whether that run is still alive. */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, networkInterfaces, userInfo } from 'node:os';
import { tagText } from '#mesh/lease-tag.ts';

/** `ana@laptop pid 4711 of 1a2b3c4d since 2026-11-24T12:00:00.000Z`, in characters that a tag allows. */
export function newRunId(now: Date): string {
  const who = `${userName()}@${hostname()}`.slice(0, 120);
  return tagText(`${who} pid ${process.pid} of ${machine()} since ${now.toISOString()}`);
}

/** True for a run of this machine whose process has ended. A run of another machine never counts as ended. */
export function isGoneRun(runId: string): boolean {
  const found = / pid (\d+) of ([0-9a-f]{8}) since /.exec(runId);
  if (found?.[2] !== machine()) return false;
  try {
    process.kill(Number(found[1]), 0);
    return false;
  } catch (error) {
    // EPERM: it runs as another user.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** In a container the user id may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Identifies the scope of a process id: this boot of this machine, and this container. */
function machine(): string {
  const parts = [
    hostname(),
    read('/proc/sys/kernel/random/boot_id'),
    link('/proc/self/ns/pid'),
    read('/etc/machine-id') ?? macAddresses(),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}

function macAddresses(): string {
  const all = Object.values(networkInterfaces()).flatMap((one) => (one ?? []).map(({ mac }) => mac));
  return [...new Set(all)].toSorted().join(' ');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
