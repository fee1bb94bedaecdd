/** daemon.json: which process serves a state directory, and whether that process is still the one that wrote it. */
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { writeWholeFile } from '#files/whole-file.ts';
import { refuseForeign } from './owner.ts';
import { pathsIn } from './state-paths.ts';

const recordSchema = z.object({
  pid: z.int().check(z.positive()),
  /** 0 while it starts. */
  port: z.int(),
  hosts: z.enum(['none', 'simulated', 'real']),
  cacheDir: z.string(),
  /** RFC 3339. */
  startedAt: z.string(),
  /** `stopped` is written at the end of an orderly stop: nothing is left to clean up then. */
  phase: z.enum(['starting', 'ready', 'stopped']),
});

export type DaemonRecord = Readonly<z.output<typeof recordSchema>>;

/** undefined when there is none, or none that can be read. @throws ForeignSandbox when it is somebody else's */
export function readRecord(stateDir: string): DaemonRecord | undefined {
  refuseForeign(stateDir);
  const { daemon } = pathsIn(stateDir);
  if (!existsSync(daemon)) return undefined;
  try {
    return recordSchema.parse(JSON.parse(readFileSync(daemon, 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeRecord(stateDir: string, record: DaemonRecord): void {
  const { daemon } = pathsIn(stateDir);
  writeWholeFile(daemon, `${JSON.stringify(record)}\n`);
}

/**
 * True while the recorded process lives. A process id may have been given to another
 * process since: where /proc says what a process is, it has to be a sandbox of this directory.
 */
export function isAlive({ pid }: DaemonRecord, stateDir: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (!existsSync('/proc/self/cmdline')) return true;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes('serve') && words.includes(stateDir);
  } catch {
    return false;
  }
}
