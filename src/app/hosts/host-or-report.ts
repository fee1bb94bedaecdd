/** Reads one host: over SSH if that is worth a try, otherwise from its own report, if current. */

import { type RunContext, regionOf } from '#app/run/context.ts';
import { waitedFor } from '#app/run/progress.ts';
import type { HostFacts } from '#linux/host-facts.ts';
import { type Fact, type Reason, unknown } from '#mesh/fact.ts';
import { tagKeys } from '#mesh/names.ts';
import { hostFact, hostTopic } from './host-fact.ts';
import type { MeshFacts } from './mesh-facts.ts';

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

/** `reported` when the answer is a report's. */
export type ReadOrReported<T> = Fact<T> & { readonly reported?: true };

/**
 * The host itself, or else its own report.
 * @param read picks what is wanted from the report; undefined where no report will do
 */
export async function askOrRead<T>(
  context: RunContext,
  name: string,
  ask: () => Promise<T>,
  read: ((facts: HostFacts) => Fact<T>) | undefined,
): Promise<ReadOrReported<T>> {
  const { whyUnreachable, operator, clock } = context;
  // The end of a run: it is logged in already and reports its own progress.
  if (whyUnreachable === undefined) return hostFact(name, clock, ask);
  return waitedFor(operator, name, async () => {
    const silent = await whyUnreachable(name);
    // A report from before the host was stopped is stale.
    if (silent !== undefined) return unknown('unreachable', `${name}: ${silent}`, hostTopic(name));
    const asked = await hostFact(name, clock, ask);
    return asked.ok || read === undefined ? asked : reported(context, name, asked.reason, read);
  });
}

async function reported<T>(
  context: RunContext,
  name: string,
  why: Reason,
  read: (facts: HostFacts) => Fact<T>,
): Promise<ReadOrReported<T>> {
  // Seldom needed, and not worth a delay of plan.
  const [{ current, newestReportOf }, { parseFacts }] = await Promise.all([
    import('./current-report.ts'),
    import('#linux/facts.ts'),
  ]);
  const { instanceId: id, applied, changed } = context.inventory.get(name);
  const tags = {
    ...(applied === undefined ? {} : { [tagKeys.applied]: applied }),
    ...(changed === undefined ? {} : { [tagKeys.changed]: changed }),
  };
  const newest = await newestReportOf(regionOf(context, name), context.mesh.logGroup, name);
  const report = current(newest, id === undefined ? undefined : { id, tags }, context.clock.now());
  if (!report.ok) return both(why, report.reason);
  const told = read(parseFacts(name, report.value.text, report.at));
  return told.ok ? { ...told, at: report.at, reported: true } : both(why, told.reason);
}

/** Why neither the host nor its report tells. */
const both = (asked: Reason, report: Reason): { readonly ok: false; readonly reason: Reason } => ({
  ok: false,
  reason: { ...asked, detail: `${asked.detail}; ${report.detail}` },
});
