/** Reads one host: over SSH if that is worth a try, otherwise from its own report, if current. */

import type { MeshFacts } from '#app/audit/collect.ts';
import { type RunContext, regionOf } from '#app/run/context.ts';
import { waitedFor } from '#app/run/progress.ts';
import type { HostFacts } from '#linux/host-facts.ts';
import { tagKeys } from '#mesh/names.ts';
import { type Reading, reading } from './mesh-hosts.ts';

/** A concentrator that was read from its own report, and the report's time (RFC 3339). */
export interface Reported {
  readonly concentrator: string;
  readonly at: string;
}

/** Hosts that an audit judged by their own reports. */
export function reportedIn({ concentrators }: Pick<MeshFacts, 'concentrators'>): readonly Reported[] {
  return concentrators.flatMap(({ name, reached }) =>
    reached.ok && reached.value === 'beacon' ? [{ concentrator: name, at: reached.at }] : [],
  );
}

/** `at` if the answer comes from a report. */
export type ReadOrReported<T> = Reading<T> & { readonly at?: string };

/**
 * The host itself, or its own report.
 * @param read takes the answer from the report, or returns a sentence why it cannot; undefined if no report will do
 */
export async function askOrRead<T>(
  context: RunContext,
  name: string,
  ask: () => Promise<T>,
  read: ((facts: HostFacts) => Reading<T>) | undefined,
): Promise<ReadOrReported<T>> {
  const { whyUnreachable, operator } = context;
  // The end of a run: it is logged in already and reports its own progress.
  if (whyUnreachable === undefined) return reading(name, ask);
  return waitedFor(operator, name, async () => {
    const silent = await whyUnreachable(name);
    // A report from before the host was stopped is stale.
    if (silent !== undefined) return { ok: false, why: `${name}: ${silent}` };
    const asked = await reading(name, ask);
    return asked.ok || read === undefined ? asked : reported(context, name, asked.why, read);
  });
}

async function reported<T>(
  context: RunContext,
  name: string,
  why: string,
  read: (facts: HostFacts) => Reading<T>,
): Promise<ReadOrReported<T>> {
  // Seldom needed, and not worth a delay of plan.
  const [{ current, newestReportOf }, { parseFacts }] = await Promise.all([
    import('#app/audit/host-reports.ts'),
    import('#linux/facts.ts'),
  ]);
  const { instanceId: id, applied, changed } = context.inventory.get(name);
  const tags = {
    ...(applied === undefined ? {} : { [tagKeys.applied]: applied }),
    ...(changed === undefined ? {} : { [tagKeys.changed]: changed }),
  };
  const newest = await newestReportOf(regionOf(context, name), context.mesh.logGroup, name);
  const report = current(name, newest, id === undefined ? undefined : { id, tags }, context.clock.now());
  if (!report.ok) return { ok: false, why: `${why}; ${report.reason.detail.replace(`${name}: `, '')}` };
  const told = read(parseFacts(name, report.value.text, report.at));
  return told.ok ? { ...told, at: report.at } : { ok: false, why: `${why}; ${told.why}` };
}
