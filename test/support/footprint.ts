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

/** A server ends a connection that nobody uses five seconds after its last answer (node:http, keepAliveTimeout). */
const idleMs = 5_000;

/** Ends once no connection has ended for longer than an idle one lives: how many a burst needed is nobody's leak. */
async function connectionsAtRest(): Promise<void> {
  const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  const deadline = Date.now() + 60_000;
  let last = sockets();
  for (let since = Date.now(); Date.now() - since < idleMs * 1.4; ) {
    if (Date.now() > deadline) throw new Error(`connections come and go without end: ${last} now`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const now = sockets();
    if (now !== last) since = Date.now();
    last = now;
  }
}

export async function footprint(folder: string): Promise<Footprint> {
  await connectionsAtRest();
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
