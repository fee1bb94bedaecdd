/** What hosts say of themselves: the newest report of each one's beacon, and whether it may speak for the host now. */
import { appliedMark } from '#linux/applied.ts';
import { newestReport } from '#linux/beacon.ts';
import { beaconPeriod } from '#linux/units.ts';
import { derived, type Fact, known, unknown } from '#mesh/fact.ts';
import { factsStream, tagKeys } from '#mesh/names.ts';
import type { ObservedInstance } from '#mesh/observed/observation.ts';
import type { RegionCloud } from '#ports/cloud.ts';
import { cloudFact } from '#ports/cloud-fact.ts';

export interface HostReport {
  /** When it was begun, RFC 3339. */
  readonly at: string;
  /** By the host's clock alone. */
  readonly begun: string;
  /** What the host had been brought to then: an `appliedMark`. */
  readonly applied: string | undefined;
  readonly text: string;
}

/** Reports that go back further than this many periods are nobody's word for the present. */
const periods = 3;
/** A report is one event, or a few where there are very many peers. */
const mostEvents = 12;

/** Null when none has arrived. @throws CloudError `credentials` only */
export function newestReportOf(region: RegionCloud, logGroup: string, name: string): Promise<Fact<HostReport | null>> {
  return cloudFact(async () => newestReport(await region.lastEvents(logGroup, factsStream(name), mostEvents)) ?? null);
}

/**
 * The report as long as it speaks for the host as it is; else why it does not.
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
  if (value === null) return unknown('absent', `no report of its beacon has arrived`);
  const seconds = (now.getTime() - Date.parse(value.at)) / 1000;
  if (seconds > periods * beaconPeriod) {
    return unknown('stale', `the last report of its beacon is ${ageInWords(seconds)} old (${value.at})`);
  }
  const digest = instance?.tags[tagKeys.applied];
  if (instance === undefined || digest === undefined || value.applied !== appliedMark(instance.id, digest)) {
    return unknown('stale', `the last report of its beacon (${value.at}) is older than its last apply`);
  }
  const changed = Date.parse(instance.tags[tagKeys.changed] ?? '');
  if (Date.parse(value.begun) < wholeSecond(new Date(changed))) {
    return unknown('stale', `the last report of its beacon (${value.at}) is older than its last change`);
  }
  if (changedAt !== undefined && Date.parse(value.at) < wholeSecond(changedAt)) {
    return unknown('stale', `the last report of its beacon (${value.at}) is older than what was just changed`);
  }
  return known(value, value.at);
}

/** Hosts tell the time no finer. */
const wholeSecond = (at: Date): number => Math.floor(at.getTime() / 1000) * 1000;

/** Without its text: what the checks want to know of it. */
export function arrival(report: Fact<HostReport | null>): Fact<string | null> {
  return derived(report, (one) => one?.at ?? null);
}

export function ageInWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 2) return `${Math.max(0, Math.round(seconds))} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
