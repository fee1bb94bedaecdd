/** `vpnmesh schema` */

import * as z from 'zod/mini';
import { reportSchema } from '#audit/report.ts';
import {
  applyDocument,
  destroyDocument,
  planDocument,
  statusDocument,
  verifyDocument,
} from '#cli/documents/documents.ts';
import { printJson } from '#cli/documents/json.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { fixDocument, undoDocument } from '#cli/fix/documents.ts';
import { UsageError } from '#mesh/errors.ts';
import { specSchema } from '#mesh/spec/schema.ts';

const documents = {
  audit: reportSchema,
  plan: planDocument,
  apply: applyDocument,
  status: statusDocument,
  verify: verifyDocument,
  destroy: destroyDocument,
  fix: fixDocument,
  'fix-undo': undoDocument,
} as const;

export const schemaKinds: readonly string[] = ['spec', ...Object.keys(documents)];

/** @throws UsageError */
export function jsonSchema(kind: string): object {
  // The input type: what the operator writes, without defaults.
  if (kind === 'spec') return z.toJSONSchema(specSchema, { io: 'input' });
  const found = Object.entries(documents).find(([name]) => name === kind);
  if (found === undefined) {
    throw new UsageError(`unknown schema "${kind}"`, `use one of ${schemaKinds.join(', ')}`);
  }
  return z.toJSONSchema(found[1]);
}

export async function schema(kind: string): Promise<number> {
  printJson(jsonSchema(kind));
  return exitCodes.ok;
}
