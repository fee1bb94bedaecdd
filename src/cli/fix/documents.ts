/** The documents of `fix --json`, with and without `--undo`; as documents.ts says of all of them. */
import * as z from 'zod';
import { reportSchema } from '#audit/report.ts';
import { report, step, type Unchanging } from '#cli/documents/documents.ts';

const { severity, resource, fingerprint } = reportSchema.shape.results.element.shape;
const run = z.string().regex(/^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}$/);

const planned = z.strictObject({
  ...step.shape,
  details: z.array(z.string()).describe('its calls, commands and files, the files as a diff'),
});

export const fixDocument = z.strictObject({
  schema: z.literal('vpnmesh.fix/1'),
  mesh: z.string(),
  run: run.nullable().describe('what `fix --undo` takes back; null where nothing was changed'),
  plans: z
    .array(
      z.strictObject({
        risk: z.enum(['safe', 'disruptive']),
        place: z.string().nullable().describe('whom the disruptive ones are about; null for all safe ones'),
        checks: z.array(z.string()).describe('failing checks that it is for'),
        stays: z.array(z.string()).describe('what undo cannot take back'),
        steps: z.array(planned),
      }),
    )
    .describe('what is asked about at once: all that is safe, then one concentrator after the other'),
  steps: z.array(report).describe('what was carried out'),
  results: z.array(
    z.strictObject({
      check: z.string(),
      severity,
      resource: resource.strict(),
      fingerprint,
      outcome: z
        .enum(['fixed', 'failing', 'unknown', 'declined', 'left', 'guidance'])
        .describe('declined: the answer was no; left: fix did not try; guidance: there is no remedy but by hand'),
      why: z.string().optional().describe('why it is not fixed, or what to do by hand'),
    }),
  ),
  stopped: z.string().nullable().describe('what stopped the disruptive ones before their end'),
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
        change: z.string().describe('such as rules-added; later versions may have more of them'),
        outcome: z
          .enum(['undone', 'cannot', 'failed', 'left'])
          .describe('cannot: nobody can take it back; left: not tried, as in a dry run or where the answer was no'),
        why: z.string().optional(),
      }),
    )
    .describe('the last one first'),
  plan: z.array(planned).describe('the steps that take them back'),
  steps: z.array(report).describe('what was carried out'),
});

export type FixDocument = Unchanging<z.output<typeof fixDocument>>;
export type UndoDocument = Unchanging<z.output<typeof undoDocument>>;
