/** What a host that could not be asked has reported by itself, as long as that is current. */
import type { HostFacts } from '#linux/host-facts.ts';
import { tagKeys } from '#mesh/names.ts';
import { type RunContext, regionOf } from './context.ts';
import type { Reading } from './visit.ts';

/** A concentrator whose part of an answer comes from its own report, and when that was made (RFC 3339). */
export interface Reported {
  readonly concentrator: string;
  readonly at: string;
}

/**
 * The host itself, or else its own report.
 * @param read picks what is wanted from the report; a sentence says why it does not tell
 * @returns `at` when the answer is a report's
 */
export async function askOrRead<T>(
  context: RunContext,
  name: string,
  asked: Reading<T>,
  read: (facts: HostFacts) => Reading<T>,
): Promise<Reading<T> & { readonly at?: string }> {
  if (asked.ok || !isRunning(context, name)) return asked;
  // Seldom needed, and nothing that plan should wait for.
  const [{ current, newestReportOf }, { parseFacts }] = await Promise.all([
    import('./host-reports.ts'),
    import('#linux/facts.ts'),
  ]);
  const { instanceId: id, applied } = context.known.get(name);
  const tags = applied === undefined ? {} : { [tagKeys.applied]: applied };
  const newest = await newestReportOf(regionOf(context, name), context.mesh.logGroup, name);
  const report = current(name, newest, id === undefined ? undefined : { id, tags }, context.clock.now());
  if (!report.ok) return { ok: false, why: `${asked.why}; ${report.reason.detail.replace(`${name}: `, '')}` };
  const told = read(parseFacts(name, report.value.text, report.at));
  return told.ok ? { ...told, at: report.at } : { ok: false, why: `${asked.why}; ${told.why}` };
}

/** What a host said before it was stopped is not how it is. */
function isRunning({ observation, known }: RunContext, name: string): boolean {
  const { instanceId } = known.get(name);
  return observation.regions.some(({ instances }) =>
    instances.some(({ id, state }) => id === instanceId && state === 'running'),
  );
}
