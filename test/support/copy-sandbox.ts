/** The state of a sandbox that is down, for another one to go on from. */
import { cpSync, rmSync } from 'node:fs';
import { pathsIn } from '#sandbox/state-paths.ts';

/** Its specs name files by its folder: the copy writes its own when it comes up. */
export function copySandbox(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  for (const spec of [pathsIn(to).spec, pathsIn(to).spec3]) rmSync(spec, { force: true });
}
