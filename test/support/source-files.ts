/** The repository's own source files. The lint tests put trial files into src for a moment; they are nobody's source. */
import { globSync } from 'node:fs';

/** @returns paths below `cwd` */
export function sourceFiles(pattern: string, cwd: string): readonly string[] {
  return globSync(pattern, { cwd }).filter((file) => !file.includes('layer-trial-'));
}
