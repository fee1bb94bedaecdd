/** The sandbox from outside: bring it up, take it down, ask how it is. What the command line calls. */
import { existsSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { HostKind } from './backend-choice.ts';
import { type DaemonRecord, isAlive, readRecord } from './daemon-record.ts';
import { isLandscape, landscapeNames } from './landscapes/names.ts';
import { defaultCacheDir, runClean, startProcess } from './process.ts';
import { SandboxError } from './sandbox-error.ts';
import { pathsIn } from './state-paths.ts';
import { readWorld } from './status.ts';

export { sandboxEnv } from './environment.ts';
export { sandboxStatus } from './status.ts';
export { SandboxError };

export interface SandboxUpOptions {
  readonly hosts: HostKind;
  readonly stateDir: string;
  /** What all sandboxes share; the user's cache when absent. */
  readonly cacheDir?: string;
  /** Regions to seed in a new sandbox; all three when absent. */
  readonly regions?: readonly string[];
  /** What else a new sandbox has, by its name. */
  readonly landscape?: string;
  /** One line per step of the start. */
  readonly onProgress?: (step: string) => void;
}

/** @throws SandboxError for a landscape there is not */
function mustBeKnown(wanted: string | undefined): void {
  if (wanted === undefined || isLandscape(wanted)) return;
  throw new SandboxError(`there is no landscape "${wanted}"`, `use one of ${landscapeNames.join(', ')}`);
}

/** @throws SandboxError for a landscape there is not, and where a sandbox with another one is there already */
function mustFit(stateDir: string, wanted: string | undefined): void {
  mustBeKnown(wanted);
  if (wanted === undefined) return;
  const world = readWorld(stateDir);
  if (world === undefined || world.settings.landscape === wanted) return;
  throw new SandboxError(
    `the sandbox in ${stateDir} has ${world.settings.landscape ? `landscape ${world.settings.landscape}` : 'no landscape'}, and keeps what it has`,
    `begin anew with that one: vpnmesh sandbox reset --landscape ${wanted}`,
  );
}

export interface SandboxUp {
  readonly already: boolean;
  readonly pid: number;
  readonly endpoint: string;
}

const endpointOf = ({ port }: DaemonRecord): string => `http://127.0.0.1:${port}`;

function running(stateDir: string): DaemonRecord | undefined {
  const record = readRecord(stateDir);
  return record !== undefined && isAlive(record, stateDir) ? record : undefined;
}

/**
 * Starts the sandbox and waits until it is ready; when it is up already, says so.
 * @throws SandboxError when it cannot start here, or another kind of hosts is running
 */
export async function sandboxUp(options: SandboxUpOptions): Promise<SandboxUp> {
  const { hosts, stateDir } = options;
  if (hosts === 'real' && (process.platform !== 'linux' || process.getuid?.() !== 0)) {
    throw new SandboxError('real hosts need Linux and root', 'run it with sudo, or use --hosts simulated');
  }
  const before = running(stateDir);
  if (before !== undefined && before.hosts !== hosts) {
    throw new SandboxError(
      `a sandbox with hosts "${before.hosts}" is up in ${stateDir}`,
      'take it down first: vpnmesh sandbox down',
    );
  }
  mustFit(stateDir, options.landscape);
  const already = before?.phase === 'ready';
  const cacheDir = options.cacheDir ?? before?.cacheDir ?? defaultCacheDir();
  if (before === undefined) await cleanLeftovers(stateDir, true);
  const record = already ? before : await startProcess({ ...options, cacheDir, join: before?.pid });
  return { already, pid: record.pid, endpoint: endpointOf(record) };
}

/** What a killed sandbox with real hosts left on the machine. */
async function cleanLeftovers(stateDir: string, keepDisks: boolean): Promise<void> {
  const record = readRecord(stateDir);
  if (record?.hosts === 'real' && record.phase !== 'stopped') await runClean({ ...record, stateDir, keepDisks });
}

/**
 * Stops the sandbox: hosts, network and process. Down already is no error, and what a
 * killed one left is cleaned up. @param purge also delete the state, disks and all
 */
export async function sandboxDown(options: {
  readonly stateDir: string;
  readonly purge?: boolean;
}): Promise<{ readonly wasUp: boolean }> {
  const { stateDir, purge = false } = options;
  const record = running(stateDir);
  if (record !== undefined) await stopProcess(record, stateDir, !purge);
  else await cleanLeftovers(stateDir, !purge);
  if (purge && existsSync(pathsIn(stateDir).log)) rmSync(stateDir, { recursive: true, force: true });
  return { wasUp: record !== undefined };
}

async function stopProcess(record: DaemonRecord, stateDir: string, keepDisks: boolean): Promise<void> {
  const asked =
    record.phase === 'ready'
      ? await fetch(`${endpointOf(record)}/_sandbox/shutdown`, {
          method: 'POST',
          body: JSON.stringify({ keepDisks }),
        }).then(
          (response) => response.ok,
          () => false,
        )
      : false;
  if (!asked) process.kill(record.pid, 'SIGTERM');
  // Twenty real hosts take some seconds each to stop.
  const deadline = Date.now() + 180_000;
  while (isAlive(record, stateDir)) {
    if (Date.now() > deadline) {
      throw new SandboxError(
        `the sandbox (process ${record.pid}) did not stop within three minutes`,
        `see ${pathsIn(stateDir).log}, end the process and run \`vpnmesh sandbox down\` again`,
      );
    }
    await delay(50);
  }
  if (!asked) await cleanLeftovers(stateDir, keepDisks);
}

/** Takes it down with everything it knows, and brings up a new one. */
export async function sandboxReset(options: SandboxUpOptions): Promise<SandboxUp> {
  // Before the old one is gone.
  mustBeKnown(options.landscape);
  await sandboxDown({ stateDir: options.stateDir, purge: true });
  return sandboxUp(options);
}
