/** The hosts' facts, all at once: over SSH where it can be had, else from the report of the host's own beacon. */

import { hostTopic, whyNoAnswer } from '#app/hosts/host-fact.ts';
import { type HostAccess, waitForAll, withHostAccess } from '#app/hosts/with-ssh-open.ts';
import { type RunContext, regionOf } from '#app/run/context.ts';
import { lookedAtHost } from '#app/run/progress.ts';
import type { Tools } from '#app/run/tools.ts';
import { parseFacts } from '#linux/facts.ts';
import { type Fact, known, type Reason, unknown } from '#mesh/fact.ts';
import type { ObservedInstance } from '#mesh/observed/observation.ts';
import type { Pool } from '#mesh/pool.ts';
import { askHost, type HostAnswer, silent } from './ask-host.ts';
import { arrival, current, type HostReport, newestReportOf } from './host-reports.ts';

/** `auto`: SSH where it is to be had, else the beacon. */
export const hostSources = ['auto', 'ssh', 'beacon', 'none'] as const;
export type HostSource = (typeof hostSources)[number];

export interface HostCollection extends HostAnswer {
  /** When the newest report of its beacon was made; null when none arrived. */
  readonly reported: Fact<string | null>;
}

export interface CollectOptions {
  readonly openSsh: boolean;
  readonly hosts: HostSource;
}

interface AuditedHost {
  /** Why it cannot be asked at all; undefined for one that can. */
  readonly standIn: Reason | undefined;
  readonly instance: Pick<ObservedInstance, 'id' | 'tags'> | undefined;
  /** When this run changed it; undefined where it did not. */
  readonly changedAt: Date | undefined;
}

/** With a report at hand nobody waits long for a port that drops packets. Two tries of TCP fit. */
const closedTimeoutMs = 2_500;

/** Opens SSH if told, asks, and closes it in every ending. */
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
    if (hosts === 'none') return tell(silent(unknown('absent', 'hosts were not asked (--host-facts none)').reason));
    const spoken = look === undefined ? undefined : await overSsh(look, name, pool);
    if (spoken?.reached.ok === true || hosts === 'ssh') return tell(spoken ?? silent(notAsked));
    // Who stops it wants no other answer in the place of the one that was not waited for.
    if (spoken !== undefined && given.stop.aborted) return tell(spoken);
    const own = current(await report, instance, clock.now(), changedAt);
    if (look?.opening === true && own.ok && spoken?.reached.ok === false) {
      const text = `${spoken.reached.reason.detail}; its own report of ${own.value.at} is used`;
      given.operator.notify({ type: 'note', text });
    }
    return tell(byReport({ name, pool }, own, spoken, look?.opening === true));
  };
  // All of them to their end, even when one fails.
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

const notAsked = unknown('absent', 'it was not asked').reason;

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
  const hint = opened ? '' : '; --open-ssh opens SSH for the time of the audit';
  // An old report is the nearer answer; where there is none, SSH was the only one.
  const nearer = kind === 'absent' ? reason.kind : kind;
  return silent(unknown(nearer, `${reason.detail}; ${detail}${hint}`, hostTopic(name)).reason);
}
