/** What the exit code of a fix says. */
import { isNamed } from '#app/fix/batches.ts';
import type { Fixed } from '#app/fix/fix.ts';
import { exitCodes, verdict } from '#cli/exit-codes.ts';

/**
 * 20 while something that was asked for fails, 21 where it could not be read, 22 for both; 1 when a step failed and nothing
 * else says so. What nobody asked for does not count.
 * @param ids checks or families that were asked for; all when empty
 */
export function fixExitCode(
  { remedied, reports, audit }: Pick<Fixed, 'remedied' | 'reports' | 'audit'>,
  ids: readonly string[],
): number {
  const unread = audit.results.some(({ status, check }) => status === 'unknown' && isNamed(check, ids));
  const unknown = unread || remedied.some(({ outcome }) => outcome === 'unknown');
  const failing = remedied.some(({ outcome }) => outcome !== 'fixed' && outcome !== 'unknown');
  const code = verdict({ failing, unknown });
  if (code === exitCodes.ok && reports.some(({ outcome }) => outcome === 'failed')) return exitCodes.failed;
  return code;
}
