/** Files that apply writes, and the message for one that differs. */
import type { HostFile } from '#linux/host-facts.ts';

/** With mode and digest, so that another change to the same file counts as another failure. */
export function otherwise(path: string, found: HostFile | null | undefined): string {
  if (found === null) return `${path} is missing`;
  const how = found === undefined ? '' : ` (mode ${found.mode}, sha256 ${found.sha256.slice(0, 12)})`;
  return `${path} differs from what apply writes${how}`;
}
