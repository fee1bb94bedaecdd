/** Collects facts of all hosts in parallel: over SSH if possible, otherwise from the facts beacon. */

import { arrival, current, type HostReport, newestReportOf } from '#app/hosts/current-report.ts';
import { type HostAccess, waitForAll, withHostAccess } from '#app/hosts/host-access.ts';
import { hostTopic, whyNoAnswer } from '#app/hosts/host-fact.ts';
import { type RunContext, regionOf } from '#app/run/context.ts';
import { lookedAtHost } from '#app/run/progress.ts';
import type { Tools } from '#app/run/tools.ts';
import { parseFacts } from '#linux/facts.ts';
import { type Fact, known, type Reason, unknown } from '#mesh/fact.ts';
import type { Pool } from '#mesh/interning.ts';
import type { ObservedInstance } from '#mesh/observed/observation.ts';
import { utcText } from '#mesh/time-text.ts';
import { askHost, type HostAnswer, silent } from './ask-host.ts';

/** `auto`: SSH if possible, otherwise the beacon. */
export const hostSources = ['auto', 'ssh', 'beacon', 'none'] as const;
export type HostSource = (typeof hostSources)[number];

export interface HostCollection extends HostAnswer {
  /** Time of its beacon's newest report; null if none arrived. */
  readonly reported: Fact<string | null>;
}

export interface CollectOptions {
  readonly openSsh: boolean;
  readonly hosts: HostSource;
}

interface AuditedHost {
  /** Why it cannot be asked at all; undefined if it can. */
  readonly standIn: Reason | undefined;
  readonly instance: Pick<ObservedInstance, 'id' | 'tags'> | undefined;
  /** When this run changed it; undefined if it did not. */
  readonly changedAt: Date | undefined;
}

/** If a report exists, a login that drops packets is not worth a long wait. Two TCP attempts fit. */
const closedTimeoutMs = 2_500;

/** Opens SSH if requested, collects, and always closes SSH again. */
export function collectHosts(
  given: Omit<RunContext, 'sessions'> & Pick<Tools, 'shell' | 'loginTimeoutMs'> & { readonly pool: Pool },
  { openSsh, hosts }: CollectOptions,
  names: readonly string[],
  placeOf: (name: string) => AuditedHost,
): Promise<ReadonlyMap<string, HostCollection>> {
  const { mesh, clock, pool } = given;
  const bySsh = hosts === 'auto' || hosts === 'ssh';
  const gather = async (name: string, look: HostAccess | undefined): Promise<HostCollection> => {
    const { standIn, instance, changedAt } = placeOf(name);
    const report = newestReportOf(regionOf(given, name), mesh.logGroup, name);
    const tell = async (answer: HostAnswer) => ({ ...answer, reported: arrival(await report) });
    if (standIn !== undefined) return tell(silent(standIn));
    if (hosts === 'none') return tell(silent(unknown('absent', 'hosts not collected (--host-facts none)').reason));
    const spoken = look === undefined ? undefined : await overSsh(look, name, pool);
    if (spoken?.reached.ok === true || hosts === 'ssh') return tell(spoken ?? silent(notAsked));
    // After an interrupt, the beacon must not stand in for the host.
    if (spoken !== undefined && given.stop.aborted) return tell(spoken);
    const own = current(await report, instance, clock.now(), changedAt);
    if (look?.opening === true && own.ok && spoken?.reached.ok === false) {
      const text = `${spoken.reached.reason.detail}; using its own report of ${utcText(own.value.at)}`;
      given.operator.notify({ type: 'note', text });
    }
    return tell(byReport({ name, pool }, own, spoken, look?.opening === true));
  };
  // Wait for all of them, even if one fails.
  const all = async (look?: HostAccess): Promise<ReadonlyMap<string, HostCollection>> =>
    new Map(
      await waitForAll(
        names.map(async (name) => {
          const ask = (): Promise<HostCollection> => gather(name, look);
          return [name, hosts === 'none' ? await ask() : await lookedAtHost(given.operator, name, ask)] as const;
        }),
      ),
    );
  if (!bySsh) return all();
  return withHostAccess(given, { openSsh, atMostMs: closedTimeoutMs }, all);
}

const notAsked = unknown('absent', 'not collected').reason;

async function overSsh({ context, ready }: HostAccess, name: string, pool: Pool): Promise<HostAnswer> {
  try {
    await ready(name);
    return await askHost(context, name, pool);
  } catch (error) {
    return silent(whyNoAnswer(name, error));
  }
}

function byReport(
  { name, pool }: { readonly name: string; readonly pool: Pool },
  report: Fact<HostReport>,
  spoken: HostAnswer | undefined,
  opened: boolean,
): HostAnswer {
  if (report.ok) {
    return { reached: known('beacon', report.at), host: parseFacts(name, report.value.text, report.at, pool) };
  }
  const { kind, detail } = report.reason;
  if (spoken === undefined || spoken.reached.ok) {
    return silent(unknown(kind, `${name}: ${detail}`, hostTopic(name)).reason);
  }
  const { reason } = spoken.reached;
  const hint = opened ? '' : '; --open-ssh opens SSH for the audit';
  // A stale report is the better reason; without one, the SSH failure is.
  const nearer = kind === 'absent' ? reason.kind : kind;
  return silent(unknown(nearer, `${reason.detail}; ${detail}${hint}`, hostTopic(name)).reason);
}
