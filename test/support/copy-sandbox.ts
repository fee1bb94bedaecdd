/** The state of a sandbox that is down, for another one to go on from. */
import { cpSync, rmSync } from 'node:fs';
import { pathsIn } from '#sandbox/state-paths.ts';

/** Without what is one sandbox's own: specs that name files by its folder, and the port that it would take again. */
export function copySandbox(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  const { spec, spec3, daemon } = pathsIn(to);
  for (const file of [spec, spec3, daemon]) rmSync(file, { force: true });
}
