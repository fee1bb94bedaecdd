/**
 * The documents of `--json` that scripts read, once for all: their types are made of these schemas, and so is what
 * `vpnmesh schema` prints. Nothing but that command loads them; whoever writes a document imports its type alone.
 */
import * as z from 'zod';

const count = z.int().nonnegative();
const totals = z.strictObject({ create: count, update: count, delete: count, host: count });
const notes = z.array(z.string()).describe('what could not be looked at, what was assumed');

export const step = z.strictObject({
  id: z.string().describe('the same for the same work in every run'),
  kind: z.string().describe('such as route.create; later versions may have more of them'),
  change: z.enum(['create', 'update', 'delete', 'host']),
  concentrator: z.string().nullable().describe('null for what belongs to a region or to the whole mesh'),
  region: z.string().nullable(),
  describe: z.string(),
  risk: z.enum(['safe', 'disruptive']),
  dependsOn: z.array(z.string()).describe('ids of steps'),
});

export const report = z.strictObject({
  ...step.shape,
  outcome: z.enum(['done', 'skipped', 'failed']),
  startedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
  detail: z.string().optional(),
  error: z.strictObject({ message: z.string(), next: z.string().optional() }).optional(),
});

const pair = z.strictObject({
  from: z.string(),
  to: z.string(),
  ping: z
    .strictObject({ ok: z.boolean(), lossPct: z.number().min(0).max(100), rttMs: z.number().nonnegative().nullable() })
    .nullable()
    .describe('null when the host at `from` could not be asked'),
  pathMtu: count.nullable().describe('bytes of the largest IP packet that crosses with DF set'),
  ok: z.boolean(),
});

const carriedOut = { mesh: z.string(), steps: z.array(report), totals, notes };
const unknown = z.array(z.string()).describe('what could not be read, and why');
const reported = z
  .array(z.strictObject({ concentrator: z.string(), at: z.iso.datetime() }))
  .describe('hosts that could not be asked, and the time of their own report that is told instead');

export const planDocument = z.strictObject({
  schema: z.literal('vpnmesh.plan/1'),
  mesh: z.string(),
  steps: z.array(step).describe('in an order in which they could be done one by one'),
  totals,
  notes,
});

export const applyDocument = z.strictObject({
  schema: z.literal('vpnmesh.apply/1'),
  ...carriedOut,
  verify: z
    .strictObject({ pairs: z.array(pair) })
    .nullable()
    .describe('null when it did not come to it'),
});

export const destroyDocument = z.strictObject({ schema: z.literal('vpnmesh.destroy/1'), ...carriedOut });

const ends = <T extends z.ZodType>(of: T) => z.strictObject({ a: of, b: of });

export const statusDocument = z.strictObject({
  schema: z.literal('vpnmesh.status/1'),
  tunnels: z.array(
    z.strictObject({
      a: z.string().describe('the initiator'),
      b: z.string(),
      ike: ends(z.enum(['established', 'connecting', 'absent', 'unknown'])),
      child: ends(z.enum(['installed', 'absent', 'unknown'])),
      bytes: z
        .strictObject({ aToB: count.nullable(), bToA: count.nullable() })
        .describe('payload since the CHILD SA was installed, as `a` counts it'),
      establishedAt: z.iso.datetime().nullable(),
      rekeyAt: z.iso.datetime().nullable(),
      uniqueId: ends(count.nullable()).describe('of the IKE SA in each charon'),
      children: ends(count.nullable()).describe('CHILD SAs that stand at each end: more than one are duplicates'),
    }),
  ),
  unknown,
  reported,
});

export const verifyDocument = z.strictObject({
  schema: z.literal('vpnmesh.verify/1'),
  pairs: z.array(pair),
  unknown,
  reported,
});

export type Unchanging<T> = T extends readonly (infer E)[]
  ? readonly Unchanging<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Unchanging<T[K]> }
    : T;

export type StepDocument = Unchanging<z.output<typeof step>>;
export type ReportDocument = Unchanging<z.output<typeof report>>;
export type PlanDocument = Unchanging<z.output<typeof planDocument>>;
export type ApplyDocument = Unchanging<z.output<typeof applyDocument>>;
export type DestroyDocument = Unchanging<z.output<typeof destroyDocument>>;
export type StatusDocument = Unchanging<z.output<typeof statusDocument>>;
export type VerifyDocument = Unchanging<z.output<typeof verifyDocument>>;
