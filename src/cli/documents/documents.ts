/**
 * The schemas of the `--json` documents. Their types derive from these schemas, and `vpnmesh schema` prints them. Only
 * that command loads them; writers of a document import its type.
 */
import * as z from 'zod';

const count = z.int().nonnegative();
const totals = z.strictObject({ create: count, update: count, delete: count, host: count });
const notes = z.array(z.string()).describe('what could not be read, what was assumed');

export const step = z.strictObject({
  id: z.string().describe('stable: the same work has the same id in every run'),
  kind: z.string().describe('such as route.create; later versions may add more'),
  change: z.enum(['create', 'update', 'delete', 'host']),
  concentrator: z.string().nullable().describe('null for a step of a region or of the whole mesh'),
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
    .describe('null if the host at `from` could not be reached'),
  pathMtu: count.nullable().describe('size of the largest IP packet that passes with DF set, in bytes'),
  ok: z.boolean(),
});

const carriedOut = { mesh: z.string(), steps: z.array(report), totals, notes };
const unknown = z.array(z.string()).describe('what could not be read, and why');
const reported = z
  .array(z.strictObject({ concentrator: z.string(), at: z.iso.datetime() }))
  .describe('hosts that could not be reached, with the time of the own report that is used instead');

export const planDocument = z.strictObject({
  schema: z.literal('vpnmesh.plan/1'),
  mesh: z.string(),
  steps: z.array(step).describe('in an order in which they could run one by one'),
  totals,
  notes,
});

export const applyDocument = z.strictObject({
  schema: z.literal('vpnmesh.apply/1'),
  ...carriedOut,
  verify: z
    .strictObject({ pairs: z.array(pair) })
    .nullable()
    .describe('null if the run did not get that far'),
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
        .describe('payload since the CHILD SA was installed, counted at `a`'),
      establishedAt: z.iso.datetime().nullable(),
      rekeyAt: z.iso.datetime().nullable(),
      uniqueId: ends(count.nullable()).describe('of the IKE SA at each end'),
      children: ends(count.nullable()).describe('CHILD SAs at each end: more than one means duplicates'),
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
