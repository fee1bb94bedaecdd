/** An audit as log events for filters and alarms: one line of JSON per finding, and one summary. */
import type { Comparison } from './compare.ts';
import { worstFirst } from './order.ts';
import { type ReportHead, resultJson } from './report.ts';
import type { AuditResult, Result } from './result.ts';

/** Bytes. Log tools expect events of at most 256 KB, although AWS now accepts larger ones. */
const largest = 256_000;
/** Characters of a shortened message. */
const cut = 4_000;

/** Findings, worst first, then the summary. No event is larger than 256 KB. */
export function publication(head: ReportHead, audit: AuditResult, comparison?: Comparison): readonly string[] {
  const { mesh, startedAt, finishedAt, account, version } = head;
  const changes = new Map(comparison?.changes.map(({ fingerprint, change }) => [fingerprint, change]));
  const findings = worstFirst(audit.results).filter(({ status }) => status === 'fail' || status === 'unknown');
  return [
    ...findings.map((one) => {
      const change = changes.get(one.fingerprint);
      const begin = { schema: 'vpnmesh.finding/1', mesh, startedAt, ...(change === undefined ? {} : { change }) };
      return fitting(begin, one);
    }),
    JSON.stringify({
      schema: 'vpnmesh.audit-summary/1',
      mesh,
      account,
      startedAt,
      finishedAt,
      version,
      summary: audit.summary,
      unusedWaivers: audit.unusedWaivers.length,
    }),
  ];
}

/** The complete result if it fits; otherwise without `expected` and `actual`, which the report has. */
function fitting(begin: object, result: Result): string {
  const whole = JSON.stringify({ ...begin, ...resultJson(result) });
  if (Buffer.byteLength(whole) <= largest) return whole;
  const { expected: _, actual: __, consequences: ___, ...rest } = result;
  const short = { ...rest, message: rest.message.slice(0, cut) };
  return JSON.stringify({ ...begin, shortened: true, ...resultJson(short) });
}
