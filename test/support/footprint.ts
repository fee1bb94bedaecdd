/** What this process and a folder hold, after everything that can be collected is. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Footprint {
  /** Megabytes. */
  readonly heap: number;
  /** Open sockets, servers, pipes, files, by kind; timers are not among them. */
  readonly handles: Readonly<Record<string, number>>;
  readonly timers: number;
  /** Names below the folder. */
  readonly files: readonly string[];
  /** Bytes of files that are written anew, by name. */
  readonly sizes: Readonly<Record<string, number>>;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const passing = new Set(['Timeout', 'Immediate', 'TickObject']);

export async function footprint(folder: string): Promise<Footprint> {
  // What ended a moment ago is let go of in the rounds of the event loop that follow.
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    collect();
  }
  const active = process.getActiveResourcesInfo();
  const handles: Record<string, number> = {};
  for (const name of active) if (!passing.has(name)) handles[name] = (handles[name] ?? 0) + 1;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  return {
    heap: process.memoryUsage().heapUsed / 1e6,
    handles,
    timers: active.filter((name) => name === 'Timeout').length,
    files,
    sizes: Object.fromEntries(files.map((name) => [name, statSync(join(folder, name)).size])),
  };
}
