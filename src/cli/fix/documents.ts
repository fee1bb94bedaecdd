/** The schemas of `fix --json`, with and without `--undo`; see documents.ts. */
import * as z from 'zod';
import { reportSchema } from '#audit/report.ts';
import { report, step, type Unchanging } from '#cli/documents/documents.ts';

const { severity, resource, fingerprint } = reportSchema.shape.results.element.shape;
const run = z.string().regex(/^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}$/);

const planned = z.strictObject({
  ...step.shape,
  details: z.array(z.string()).describe('its calls, commands and files, files as a diff'),
});

export const fixDocument = z.strictObject({
  schema: z.literal('vpnmesh.fix/1'),
  mesh: z.string(),
  run: run.nullable().describe('what `fix --undo` reverts; null if nothing was changed'),
  plans: z
    .array(
      z.strictObject({
        risk: z.enum(['safe', 'disruptive']),
        place: z.string().nullable().describe('concentrator or region of a disruptive batch; null for the safe ones'),
        checks: z.array(z.string()).describe('failing checks that it fixes'),
        stays: z.array(z.string()).describe('what undo cannot revert'),
        steps: z.array(planned),
      }),
    )
    .describe('one question each: all safe steps, then one concentrator after the other'),
  steps: z.array(report).describe('the executed steps'),
  results: z.array(
    z.strictObject({
      check: z.string(),
      severity,
      resource: resource.strict(),
      fingerprint,
      outcome: z
        .enum(['fixed', 'failing', 'unknown', 'declined', 'left', 'guidance'])
        .describe('declined: the operator said no; left: fix did not try; guidance: manual fix only'),
      why: z.string().optional().describe('why it is not fixed, or how to fix it manually'),
    }),
  ),
  stopped: z.string().nullable().describe('why the disruptive ones stopped early'),
  summary: reportSchema.shape.summary.strict().describe('of the audit afterwards'),
});

export const undoDocument = z.strictObject({
  schema: z.literal('vpnmesh.fix-undo/1'),
  mesh: z.string(),
  run,
  changes: z
    .array(
      z.strictObject({
        step: z.string().describe('id of the step that made the change'),
        region: z.string(),
        change: z.string().describe('such as rules-added; later versions may add more'),
        outcome: z
          .enum(['undone', 'cannot', 'failed', 'left'])
          .describe('cannot: cannot be reverted; left: not tried, as in a dry run or if the operator said no'),
        why: z.string().optional(),
      }),
    )
    .describe('the last one first'),
  plan: z.array(planned).describe('the steps that revert them'),
  steps: z.array(report).describe('the executed steps'),
});

export type FixDocument = Unchanging<z.output<typeof fixDocument>>;
export type UndoDocument = Unchanging<z.output<typeof undoDocument>>;
