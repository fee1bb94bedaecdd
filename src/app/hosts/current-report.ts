/** Facts beacons: the newest report of each host, and whether it is current. */

import { newestReport, oldestReport } from '#linux/beacon.ts';
import { appliedMark } from '#linux/mark-applied.ts';
import { derived, type Fact, known, unknown } from '#mesh/fact.ts';
import { factsStream, tagKeys } from '#mesh/names.ts';
import type { ObservedInstance } from '#mesh/observed/observation.ts';
import { utcText } from '#mesh/time-text.ts';
import type { RegionCloud } from '#ports/cloud.ts';
import { cloudFact } from '#ports/cloud-fact.ts';

export interface HostReport {
  /** When the report started, RFC 3339. */
  readonly at: string;
  /** Age by the host's own clock. */
  readonly begun: string;
  /** The host's applied state at that time: an `appliedMark`. */
  readonly applied: string | undefined;
  readonly text: string;
}

/** A report is one event, or a few if there are many peers. */
const mostEvents = 12;

/** Null if none has arrived. @throws CloudError `credentials` only */
export function newestReportOf(region: RegionCloud, logGroup: string, name: string): Promise<Fact<HostReport | null>> {
  return cloudFact(async () => newestReport(await region.lastEvents(logGroup, factsStream(name), mostEvents)) ?? null);
}

/**
 * The report if it is current; otherwise why not.
 * @param changedAt when this run changed the host
 */
export function current(
  report: Fact<HostReport | null>,
  instance: Pick<ObservedInstance, 'id' | 'tags'> | undefined,
  now: Date,
  changedAt?: Date,
): Fact<HostReport> {
  if (!report.ok) return report;
  const { value } = report;
  if (value === null) return unknown('absent', 'no facts report has arrived');
  const seconds = (now.getTime() - Date.parse(value.at)) / 1000;
  if (seconds > oldestReport) {
    return unknown('stale', `its last facts report is ${ageInWords(seconds)} old (${utcText(value.at)})`);
  }
  const digest = instance?.tags[tagKeys.applied];
  if (instance === undefined || digest === undefined || value.applied !== appliedMark(instance.id, digest)) {
    return unknown('stale', `its last facts report (${utcText(value.at)}) is older than its last apply`);
  }
  const changed = Date.parse(instance.tags[tagKeys.changed] ?? '');
  if (Date.parse(value.begun) < wholeSecond(new Date(changed))) {
    return unknown('stale', `its last facts report (${utcText(value.at)}) is older than its last change`);
  }
  if (changedAt !== undefined && Date.parse(value.at) < wholeSecond(changedAt)) {
    return unknown('stale', `its last facts report (${utcText(value.at)}) is older than this run's change`);
  }
  return known(value, value.at);
}

/** Hosts report time in whole seconds. */
const wholeSecond = (at: Date): number => Math.floor(at.getTime() / 1000) * 1000;

/** Without its text: what the checks need of it. */
export function arrival(report: Fact<HostReport | null>): Fact<string | null> {
  return derived(report, (one) => one?.at ?? null);
}

export function ageInWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 2) return `${Math.max(0, Math.round(seconds))} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
