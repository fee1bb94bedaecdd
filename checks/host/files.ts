/** Files that apply writes, and what is said of one that is otherwise. */
import type { HostFile } from '#linux/host-facts.ts';

/** Its mode and the beginning of its digest are part of it: a file that is changed once more is not the same failure. */
export function otherwise(path: string, found: HostFile | null | undefined): string {
  if (found === null) return `${path} is not there`;
  const how = found === undefined ? '' : ` (mode ${found.mode}, sha256 ${found.sha256.slice(0, 12)})`;
  return `${path} is not what apply writes${how}`;
}
