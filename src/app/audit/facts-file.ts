/** Facts in a file, for an audit later or elsewhere. */
import * as z from 'zod';
import type { MeshFacts } from '#app/hosts/mesh-facts.ts';
import { jsonPieces } from '#audit/json-pieces.ts';
import { UsageError } from '#mesh/errors.ts';
import { printableIn } from '#mesh/printable.ts';
import { masked } from '#mesh/quote.ts';
import { specSchema } from '#mesh/spec/schema.ts';

/** A value, or why there is none. Checks judge the values: one that they cannot interpret is `unknown`. */
const fact = z.union([
  z.object({ ok: z.literal(true), value: z.unknown(), at: z.string() }),
  z.object({
    ok: z.literal(false),
    reason: z.object({
      kind: z.enum(['denied', 'throttled', 'timeout', 'unreachable', 'absent', 'parse', 'stale']),
      detail: z.string(),
      topic: z.string().optional(),
    }),
  }),
]);

const factsFile = z.object({
  schema: z.literal('vpnmesh.facts/1'),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  mesh: z.string(),
  spec: specSchema,
  account: fact,
  desired: fact,
  role: fact,
  regions: z.array(z.looseObject({ region: z.string(), vpcs: fact, groups: fact, interfaces: fact, instances: fact })),
  concentrators: z.array(
    z.looseObject({
      name: z.string(),
      region: z.string(),
      desired: fact,
      standing: fact,
      reached: fact,
      reported: fact,
      input: fact,
      host: z.record(z.string(), fact),
    }),
  ),
});

/** The file's text, in pieces. */
export function* factsPieces(facts: MeshFacts): Generator<string> {
  const { concentrators } = facts;
  const item = (index: number): unknown => concentrators[index];
  yield* jsonPieces(
    { ...facts, concentrators: [] },
    { name: 'concentrators', length: concentrators.length, item },
    ' ',
  );
  yield '\n';
}

/** @throws UsageError for any other file */
export function parseFactsFile(name: string, text: string): MeshFacts {
  let read: unknown;
  try {
    read = printableIn(JSON.parse(text));
  } catch {
    throw new UsageError(`${name} is not JSON`, 'use a file that `vpnmesh audit --facts FILE` wrote');
  }
  const { success, data, error } = factsFile.safeParse(read);
  if (success) return data as unknown as MeshFacts;
  const [issue] = error.issues;
  throw new UsageError(
    `${name} does not contain audit facts: ${issue?.path.join('.')}: ${masked(issue?.message ?? '')}`,
    'use a file that `vpnmesh audit --facts FILE` wrote',
  );
}
