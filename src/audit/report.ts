/** `vpnmesh.audit/1`: the document that scripts read, and its schema. */
import * as z from 'zod';
import { severities } from './check.ts';
import { type Comparison, changeKinds } from './compare.ts';
import { jsonPieces } from './json-pieces.ts';
import type { AuditResult, Result } from './result.ts';

const severity = z.enum(severities);
const resource = z.object({
  type: z.string(),
  id: z.string(),
  region: z.string().optional(),
  concentrator: z.string().optional(),
});
const fingerprint = z.string().regex(/^[0-9a-f]{16}$/);
const count = z.number().int().nonnegative();

export const reportSchema = z.object({
  schema: z.literal('vpnmesh.audit/1'),
  tool: z.object({ name: z.literal('vpnmesh'), version: z.string() }),
  mesh: z.string(),
  account: z.string().nullable().optional().describe('null if it could not be read'),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  summary: z.object({
    pass: count,
    fail: count,
    unknown: count,
    notApplicable: count,
    waived: count,
    total: count,
    consequences: count,
    applicable: count.describe('judgements that apply, including those under another result'),
    evaluated: count.describe('those of them whose facts could all be read'),
    worst: severity.nullable(),
  }),
  results: z.array(
    z.object({
      check: z.string(),
      title: z.string(),
      severity,
      status: z.enum(['pass', 'fail', 'unknown', 'not-applicable', 'waived']),
      fingerprint,
      resource,
      message: z.string(),
      expected: z.json().optional(),
      actual: z.json().optional(),
      reason: z
        .object({
          kind: z.enum(['denied', 'throttled', 'timeout', 'unreachable', 'absent', 'parse', 'stale']),
          detail: z.string(),
        })
        .optional(),
      waiver: z
        .object({
          reason: z.string(),
          owner: z.string(),
          expires: z.iso.date(),
          expired: z.boolean(),
          covers: z
            .array(z.string())
            .nullable()
            .optional()
            .describe('the entries that it covers; null if it does not say'),
          beyond: z
            .array(z.string())
            .optional()
            .describe('for a failure despite the waiver: the entries that it does not cover'),
        })
        .optional(),
      consequences: z
        .array(
          z.object({ check: z.string(), severity, resource, status: z.enum(['fail', 'unknown']), message: z.string() }),
        )
        .optional(),
      remedy: z.object({
        risk: z.enum(['safe', 'disruptive', 'guidance']),
        summary: z.string(),
        command: z.string().optional(),
      }),
      references: z.array(z.object({ source: z.string(), id: z.string() })),
    }),
  ),
  unusedWaivers: z.array(
    z.object({ check: z.string(), resource: z.string(), owner: z.string(), expires: z.string(), why: z.string() }),
  ),
  comparison: z
    .object({
      since: z.iso.datetime().nullable().describe('start of the earlier run; null if none is saved'),
      changes: z.array(
        z.object({
          change: z.enum(changeKinds),
          check: z.string(),
          severity,
          fingerprint,
          resource,
          message: z.string(),
          added: z.array(z.string()).optional().describe('for a known or waived failure: the added entries'),
        }),
      ),
    })
    .optional()
    .describe('with --diff, --new-only or --quiet: the comparison with the last saved run, by fingerprint'),
});

/** The header of every format. */
export interface ReportHead {
  readonly version: string;
  readonly mesh: string;
  /** AWS account; null if it could not be read. */
  readonly account: string | null;
  readonly startedAt: string;
  readonly finishedAt: string;
}

export function reportJson(
  { version, mesh, account, startedAt, finishedAt }: ReportHead,
  audit: AuditResult,
  comparison?: Comparison,
): object {
  return {
    schema: 'vpnmesh.audit/1',
    tool: { name: 'vpnmesh', version },
    mesh,
    account,
    startedAt,
    finishedAt,
    summary: audit.summary,
    results: audit.results.map(resultJson),
    unusedWaivers: audit.unusedWaivers,
    ...(comparison === undefined ? {} : { comparison }),
  };
}

/** The document as text, in pieces. */
export function reportPieces(head: ReportHead, audit: AuditResult, comparison?: Comparison): Iterable<string> {
  const { results } = audit;
  const item = (index: number): object | undefined => {
    const one = results[index];
    return one === undefined ? undefined : resultJson(one);
  };
  const empty = reportJson(head, { ...audit, results: [] }, comparison);
  return jsonPieces(empty, { name: 'results', length: results.length, item });
}

/** Without topics, which only the engine needs. */
export function resultJson({
  check,
  title,
  severity,
  status,
  fingerprint,
  resource,
  message,
  reason,
  ...rest
}: Result): object {
  return {
    ...{ check, title, severity, status, fingerprint, resource, message },
    ...(reason === undefined ? {} : { reason: { kind: reason.kind, detail: reason.detail } }),
    ...rest,
  };
}
