/** What is made once in a test run, by whichever test file wants it first, and only read from then on. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const variable = 'VPNMESH_TEST_KEPT';

/** Vitest's global setup: the folder of this run, which its processes learn of by their environment. */
export function setup(): void {
  process.env[variable] = mkdtempSync(join(tmpdir(), 'vpnmesh-kept-'));
}

export function teardown(): void {
  const folder = process.env[variable];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** What making it may take on a busy machine, milliseconds. */
const patienceMs = 120_000;

/**
 * @param make fills the folder it is given
 * @returns the folder that was filled, by this process or by another one
 * @throws Error what `make` throws, and when another process does not get done
 */
export async function keptOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const all = process.env[variable];
  if (all === undefined) throw new Error('nothing is kept outside a test run');
  const folder = join(all, name);
  const turn = `${folder}.turn`;
  const deadline = Date.now() + patienceMs;
  while (!taken(turn)) {
    if (existsSync(folder)) return folder;
    if (Date.now() > deadline) throw new Error(`another process makes ${folder}, and did not get done`);
    await pause(50);
  }
  const unfinished = `${folder}.unfinished`;
  try {
    await make(unfinished);
    renameSync(unfinished, folder);
    return folder;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // The next one tries, and says for itself why not.
    rmSync(turn, { recursive: true });
    throw error;
  }
}

/** Whether this is the first who asks: a folder is made by one alone. */
function taken(turn: string): boolean {
  try {
    mkdirSync(turn);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
