/** The facts beacon: a host's own report, made by a timer (`beacon.sh`) and shipped by the agent as log events. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { printable } from '#mesh/printable.ts';

/** Seconds from the end of one report of the beacon to the next. */
export const beaconPeriod = 300;
/** Seconds after which a report says nothing about the present any more. */
export const oldestReport = 3 * beaconPeriod;

/** One event of the beacon's stream. */
export interface BeaconEvent {
  readonly message: string;
  /** When AWS took it in, RFC 3339: the one clock that is not the host's. */
  readonly ingested: string;
}

export interface BeaconReport {
  /** When it was begun, by the host's clock or by AWS's, whichever is earlier. RFC 3339. */
  readonly at: string;
  /** The same by the host's clock alone, as it says it: to the second, RFC 3339. */
  readonly begun: string;
  /** Which host, brought to which state, in apply's words; undefined while no run of apply came to its end. */
  readonly applied: string | undefined;
  /** What `facts.sh` said; unpacked anew each time it is asked for, since most are not. */
  readonly text: string;
}

/** Far more than a hundred peers make of it: what unpacks to more is no report. */
const mostBytes = 16 * 1024 * 1024;

const line = /^vpnmesh-facts\/1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (\S+) (\d+) (\d+) ([0-9a-f]{64}) ([A-Za-z0-9+/=]+)$/;

interface Parts {
  readonly at: string;
  readonly applied: string;
  readonly count: number;
  readonly sum: string;
  readonly ingested: string;
  readonly texts: Map<number, string>;
}

/** The newest report that arrived whole; undefined when none did. @param events oldest first */
export function newestReport(events: readonly BeaconEvent[]): BeaconReport | undefined {
  const reports = new Map<string, Parts>();
  for (const { message, ingested } of events) {
    const [, at, applied, part, count, sum, text] = line.exec(message.trimEnd()) ?? [];
    if (at === undefined || applied === undefined || sum === undefined || text === undefined) continue;
    const key = `${at} ${sum} ${count}`;
    const report = reports.get(key) ?? { at, applied, count: Number(count), sum, ingested, texts: new Map() };
    report.texts.set(Number(part), text);
    // What came late arrives again at the end of the list.
    reports.delete(key);
    reports.set(key, report);
  }
  for (const report of [...reports.values()].toReversed()) {
    if (unpacked(report) === undefined) continue;
    const { at, ingested, applied } = report;
    const earlier = Date.parse(at) < Date.parse(ingested) ? at : ingested;
    return {
      at: new Date(earlier).toISOString(),
      begun: at,
      applied: applied === '-' ? undefined : applied,
      get text() {
        return unpacked(report) ?? '';
      },
    };
  }
  return undefined;
}

function unpacked({ count, sum, texts }: Parts): string | undefined {
  const parts = Array.from({ length: Math.min(count, texts.size) }, (_, index) => texts.get(index + 1));
  if (parts.length !== count || parts.includes(undefined)) return undefined;
  try {
    const bytes = gunzipSync(Buffer.from(parts.join(''), 'base64'), { maxOutputLength: mostBytes });
    return createHash('sha256').update(bytes).digest('hex') === sum ? printable(bytes.toString()) : undefined;
  } catch {
    return undefined;
  }
}
