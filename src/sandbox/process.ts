/** Starting the sandbox as a process of its own, detached from the terminal that asked for it. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { HostKind } from './backend-choice.ts';
import { type DaemonRecord, isAlive, readRecord } from './daemon-record.ts';
import { SandboxError } from './sandbox-error.ts';
import { pathsIn } from './state-paths.ts';

/** Root's is the machine's own: images are big, and every sandbox of the machine can share them. */
export const defaultCacheDir = (): string =>
  process.env.XDG_CACHE_HOME === undefined && process.getuid?.() === 0
    ? '/var/cache/vpnmesh'
    : join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'vpnmesh');

/** main.ts beside this file when run from source, sandbox.js beside the chunk this is bundled into. */
const entry = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './sandbox.js', import.meta.url));

/** Simulated hosts make and drop small objects by the million: with V8's 16 MB for them a tenth of the time goes into moving them about. */
const youngSpace = '--max-semi-space-size=64';

export interface StartOptions {
  readonly hosts: HostKind;
  readonly stateDir: string;
  readonly cacheDir: string;
  readonly regions?: readonly string[];
  readonly landscape?: string;
  readonly onProgress?: (step: string) => void;
  /** A start that is under way already: wait for that one. */
  readonly join: number | undefined;
}

/** The sandbox's own words about why it ended. */
function lastWords(log: string): string {
  const lines = log.split('\n').flatMap((line) => / fatal: (.*)$/.exec(line)?.[1] ?? []);
  return lines.at(-1) ?? 'it ended without a word';
}

/** @throws SandboxError when the process ends before it is ready */
export async function startProcess(options: StartOptions): Promise<DaemonRecord> {
  const { hosts, stateDir, cacheDir, regions, landscape, onProgress } = options;
  const { log } = pathsIn(stateDir);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  let ended = false;
  if (options.join === undefined) {
    const output = openSync(log, 'w', 0o600);
    const args = ['serve', '--hosts', hosts, '--state', stateDir, '--cache', cacheDir];
    const child = spawn(
      process.execPath,
      [
        youngSpace,
        entry(),
        ...args,
        ...(regions === undefined ? [] : ['--regions', regions.join()]),
        ...(landscape === undefined ? [] : ['--landscape', landscape]),
      ],
      {
        cwd: '/',
        detached: true,
        stdio: ['ignore', output, output],
      },
    );
    closeSync(output);
    child.once('exit', () => {
      ended = true;
    });
    child.once('error', () => {
      ended = true;
    });
    child.unref();
  }
  let told = 0;
  for (;;) {
    const text = readFileSync(log, 'utf8');
    const steps = text.split('\n').flatMap((line) => / progress: (.*)$/.exec(line)?.[1] ?? []);
    for (const step of steps.slice(told)) onProgress?.(step);
    told = steps.length;
    const record = readRecord(stateDir);
    const alive = record !== undefined && isAlive(record, stateDir);
    if (alive && record.phase === 'ready') return record;
    if (ended || (options.join !== undefined && !alive)) {
      throw new SandboxError(`the sandbox did not start: ${lastWords(readFileSync(log, 'utf8'))}`, `see ${log}`);
    }
    await delay(50);
  }
}

/** Runs `clean` and waits for it. @throws SandboxError when it fails */
export async function runClean(
  options: Pick<DaemonRecord, 'hosts' | 'cacheDir'> & { readonly stateDir: string; readonly keepDisks: boolean },
): Promise<void> {
  const { hosts, cacheDir, stateDir, keepDisks } = options;
  const args = [
    'clean',
    '--hosts',
    hosts,
    '--state',
    stateDir,
    '--cache',
    cacheDir,
    ...(keepDisks ? ['--keep-disks'] : []),
  ];
  const child = spawn(process.execPath, [entry(), ...args], { cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new SandboxError(
      `what a killed sandbox left behind could not be removed: ${lastWords(output)}`,
      'run `vpnmesh sandbox down` again',
    );
  }
}
